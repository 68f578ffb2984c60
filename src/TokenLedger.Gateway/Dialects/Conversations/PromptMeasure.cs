using System.Text.Json;
using TokenLedger.Accounting.Json;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Dialects.Conversations;

/// <summary>
/// Measures who said how much of a prompt: instructions, users, the model's own earlier answers, tools. In bytes of the
/// request's texts as they stand in its JSON; pictures and other media count nothing, for their bytes say nothing of tokens.
/// </summary>
internal ref struct PromptMeasure
{
    /// <summary>Levels of nesting that are looked into; what is deeper counts with all its bytes.</summary>
    private const int MostDepth = 6;

    private long _system;
    private long _user;
    private long _model;
    private long _tool;

    /// <summary>The parts of a request's prompt.</summary>
    /// <param name="body">The request, a JSON object in any dialect.</param>
    /// <returns>Null when it holds no text, or is no complete JSON object.</returns>
    public static PromptParts? Of(ReadOnlySpan<byte> body)
    {
        PromptMeasure measure = new();
        JsonSkimmer skimmer = new(body);
        while (skimmer.Next(out Member member))
        {
            measure.Add(JsonMembers.Name(body, member), skimmer.Value(member));
        }

        PromptParts parts = new(measure._system, measure._user, measure._model, measure._tool);
        return skimmer.Malformed || parts.Total == 0 ? null : parts;
    }

    private void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (Is(name, "messages"u8, "contents"u8, "chat_history"u8) || name.SequenceEqual("input"u8))
        {
            AddConversation(value);
        }
        else if (Is(name, "tools"u8, "functions"u8, "tool_results"u8) || Is(name, "toolConfig"u8, "tool_config"u8))
        {
            _tool += value.Length;
        }
        else if (Is(name, "prompt"u8, "message"u8, "documents"u8))
        {
            _user += TextIn(value, 0);
        }
        else if (
            Is(name, "system"u8, "instructions"u8, "preamble"u8)
            || Is(name, "systemInstruction"u8, "system_instruction"u8)
        )
        {
            _system += TextIn(value, 0);
        }
    }

    private void AddConversation(ReadOnlySpan<byte> value)
    {
        if (value is [(byte)'"', ..])
        {
            _user += TextIn(value, 0);
            return;
        }

        ArrayTail elements = new(value);
        while (elements.Previous(out ReadOnlySpan<byte> element))
        {
            Turn turn = element is [(byte)'{', ..] ? Turns.Of(element) : Turn.User;
            if (turn == Turn.User)
            {
                AddUser(element);
            }
            else
            {
                Part(turn) += TextIn(element, 0);
            }
        }
    }

    /// <summary>Adds a user's turn, within which Anthropic, Gemini and Bedrock put what tools answered.</summary>
    private void AddUser(ReadOnlySpan<byte> element)
    {
        ReadOnlySpan<byte> content = JsonMembers.Find(element, "content"u8);
        content = content.IsEmpty ? JsonMembers.Find(element, "parts"u8) : content;
        if (content is not [(byte)'[', ..])
        {
            _user += TextIn(element, 0);
            return;
        }

        ArrayTail blocks = new(content);
        while (blocks.Previous(out ReadOnlySpan<byte> block))
        {
            Part(IsToolResult(block) ? Turn.Tool : Turn.User) += TextIn(block, 1);
        }
    }

    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    private ref long Part(Turn turn)
    {
        switch (turn)
        {
            case Turn.System:
                return ref _system;
            case Turn.Model:
                return ref _model;
            case Turn.Tool:
                return ref _tool;
            default:
                return ref _user;
        }
    }

    private static bool IsToolResult(ReadOnlySpan<byte> block)
    {
        JsonSkimmer skimmer = new(block);
        while (skimmer.Next(out Member member))
        {
            ReadOnlySpan<byte> name = JsonMembers.Name(block, member);
            if (Is(name, "functionResponse"u8, "function_response"u8, "toolResult"u8))
            {
                return true;
            }

            if (name.SequenceEqual("type"u8))
            {
                return skimmer.Value(member).SequenceEqual("\"tool_result\""u8);
            }
        }

        return false;
    }

    /// <summary>Bytes of the texts in a value, names of members and what only labels or refers left out.</summary>
    private static long TextIn(ReadOnlySpan<byte> value, int depth)
    {
        if (value is [(byte)'"', ..])
        {
            return value.Length - 2;
        }

        if (depth == MostDepth)
        {
            return value.Length;
        }

        long sum = 0;
        if (value is [(byte)'[', ..])
        {
            ArrayTail elements = new(value);
            while (elements.Previous(out ReadOnlySpan<byte> element))
            {
                sum += TextIn(element, depth + 1);
            }

            return sum;
        }

        JsonSkimmer skimmer = new(value);
        while (skimmer.Next(out Member member))
        {
            bool holdsText = member.Kind is JsonValueKind.String or JsonValueKind.Array or JsonValueKind.Object;
            if (holdsText && !IsNoText(JsonMembers.Name(value, member)))
            {
                sum += TextIn(skimmer.Value(member), depth + 1);
            }
        }

        return sum;
    }

    /// <summary>Whether a member labels, refers, or holds media, and so is no text that the model reads as such.</summary>
    private static bool IsNoText(ReadOnlySpan<byte> name) =>
        Is(name, "role"u8, "type"u8, "id"u8)
        || Is(name, "tool_use_id"u8, "tool_call_id"u8, "call_id"u8)
        || Is(name, "toolUseId"u8, "status"u8, "cache_control"u8)
        || Is(name, "signature"u8, "encrypted_content"u8, "thoughtSignature"u8)
        || Is(name, "data"u8, "image_url"u8, "input_audio"u8)
        || Is(name, "url"u8, "file"u8, "file_data"u8)
        || Is(name, "source"u8, "bytes"u8, "file_id"u8)
        || Is(name, "inlineData"u8, "inline_data"u8, "fileData"u8)
        || Is(name, "images"u8, "image"u8, "video"u8);

    private static bool Is(
        ReadOnlySpan<byte> name,
        ReadOnlySpan<byte> one,
        ReadOnlySpan<byte> other,
        ReadOnlySpan<byte> third = default
    ) => name.SequenceEqual(one) || name.SequenceEqual(other) || name.SequenceEqual(third);
}
