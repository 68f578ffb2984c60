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
            AddElement(element);
        }
    }

    /// <summary>Adds one turn: each byte of it is gone through as seldom as can be, for every call waits for this.</summary>
    private void AddElement(ReadOnlySpan<byte> element)
    {
        string? role = null;
        string? type = null;
        long said = element is [(byte)'{', ..] ? 0 : TextIn(element, 0);
        ReadOnlySpan<byte> blocks = default;
        JsonSkimmer skimmer = new(element);
        while (skimmer.Next(out Member member))
        {
            ReadOnlySpan<byte> name = JsonMembers.Name(element, member);
            ReadOnlySpan<byte> value = skimmer.Value(member);
            if (member.Kind == JsonValueKind.String && name.SequenceEqual("role"u8))
            {
                role = JsonMembers.Text(value);
            }
            else if (member.Kind == JsonValueKind.String && name.SequenceEqual("type"u8))
            {
                type = JsonMembers.Text(value);
            }
            else if (member.Kind == JsonValueKind.Array && Is(name, "content"u8, "parts"u8))
            {
                blocks = value;
            }
            else
            {
                said += TextOf(member, name, value, 0);
            }
        }

        Turn turn = Turns.Of(role, type);
        if (turn != Turn.User || blocks.IsEmpty)
        {
            Part(turn) += said; // beside a user's blocks stands only its name
        }

        AddBlocks(blocks, turn);
    }

    /// <summary>Adds the blocks of a turn. Within a user's, Anthropic, Gemini and Bedrock put what tools answered.</summary>
    private void AddBlocks(ReadOnlySpan<byte> content, Turn turn)
    {
        int depth = turn == Turn.User ? 1 : 2;
        ArrayTail blocks = new(content);
        while (blocks.Previous(out ReadOnlySpan<byte> block))
        {
            bool isToolResult = false;
            long said = block is [(byte)'{', ..] ? TextInObject(block, depth, out isToolResult) : TextIn(block, depth);
            Part(isToolResult && turn == Turn.User ? Turn.Tool : turn) += said;
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

        if (value is not [(byte)'[', ..])
        {
            return TextInObject(value, depth, out _);
        }

        long sum = 0;
        ArrayTail elements = new(value);
        while (elements.Previous(out ReadOnlySpan<byte> element))
        {
            sum += TextIn(element, depth + 1);
        }

        return sum;
    }

    private static long TextInObject(ReadOnlySpan<byte> value, int depth, out bool isToolResult)
    {
        long sum = 0;
        isToolResult = false;
        JsonSkimmer skimmer = new(value);
        while (skimmer.Next(out Member member))
        {
            ReadOnlySpan<byte> name = JsonMembers.Name(value, member);
            ReadOnlySpan<byte> inner = skimmer.Value(member);
            isToolResult |=
                Is(name, "functionResponse"u8, "function_response"u8, "toolResult"u8)
                || (name.SequenceEqual("type"u8) && inner.SequenceEqual("\"tool_result\""u8));
            sum += TextOf(member, name, inner, depth);
        }

        return sum;
    }

    private static long TextOf(in Member member, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, int depth) =>
        (member.Kind is JsonValueKind.String or JsonValueKind.Array or JsonValueKind.Object) && !IsNoText(name)
            ? TextIn(value, depth + 1)
            : 0;

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
        ReadOnlySpan<byte> third
    ) => Is(name, one, other) || name.SequenceEqual(third);

    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) =>
        name.SequenceEqual(one) || name.SequenceEqual(other);
}
