using TokenLedger.Accounting.Json;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Dialects.Conversations;

namespace TokenLedger.Gateway.Runaway;

/// <summary>Collects one step from the elements of a conversation, whatever their order.</summary>
internal sealed class StepDigest(KeyedHash hash, TextDigest texts, ArgumentsDigest arguments)
{
    /// <summary>Shortest results, in bytes, that tell a step by themselves where the tool call is not to be seen.</summary>
    private const int TellingResult = 64;

    /// <summary>Bytes of a picture or file that tell it from another.</summary>
    private const int TellingBytes = 4096;

    private readonly Likeness _likeness = new();
    private ulong _calls;
    private ulong _results;
    private ulong _words;
    private ulong _modelWords;
    private int _callCount;
    private int _resultBytes;
    private int _wordCount;

    /// <summary>Adds an element.</summary>
    public void Add(ReadOnlySpan<byte> element, Turn turn)
    {
        if (element is [(byte)'"', ..])
        {
            AddPrompt(element);
            return;
        }

        AddCall(element, turn);
        JsonSkimmer skimmer = new(element);
        while (skimmer.Next(out Member member))
        {
            ReadOnlySpan<byte> value = skimmer.Value(member);
            if (skimmer.NameIs(member, "content"u8) || skimmer.NameIs(member, "parts"u8))
            {
                AddContent(value, turn);
            }
            else if (skimmer.NameIs(member, "tool_calls"u8))
            {
                AddCalls(value);
            }
            else if (skimmer.NameIs(member, "output"u8) || skimmer.NameIs(member, "tool_results"u8))
            {
                AddResult(value);
            }
            else if (skimmer.NameIs(member, "message"u8)) // Cohere's first interface
            {
                AddText(value, turn);
            }
        }
    }

    /// <summary>Adds a prompt that is a text.</summary>
    public void AddPrompt(ReadOnlySpan<byte> text) => AddText(text, Turn.User);

    /// <summary>The step; null when it does not show what it does.</summary>
    /// <param name="who">Told apart from the same step of another.</param>
    public AgentStep? End(ulong who)
    {
        if (_callCount == 0 && _resultBytes == 0)
        {
            return _wordCount == 0 ? null : new(hash.Of(hash.Of(who, _words), _modelWords), _likeness.Bits());
        }

        // What a model says around its calls varies; what it does counts.
        bool tells = _callCount > 0 || _resultBytes >= TellingResult;
        return tells ? new(hash.Of(hash.Of(who, _calls), hash.Of(_results, _words)), null) : null;
    }

    private void AddContent(ReadOnlySpan<byte> content, Turn turn)
    {
        if (content is [(byte)'"', ..])
        {
            AddText(content, turn);
            return;
        }

        ArrayTail blocks = new(content);
        while (blocks.Previous(out ReadOnlySpan<byte> block))
        {
            AddBlock(block, turn);
        }
    }

    private void AddBlock(ReadOnlySpan<byte> block, Turn turn)
    {
        ReadOnlySpan<byte> type = JsonMembers.Find(block, "type"u8);
        if (type.SequenceEqual("\"thinking\""u8) || type.SequenceEqual("\"redacted_thinking\""u8))
        {
            return;
        }

        if (First(block, "functionCall"u8, "toolUse"u8) is { IsEmpty: false } call)
        {
            AddNamedCall(call);
        }
        else if (type.SequenceEqual("\"tool_use\""u8))
        {
            AddNamedCall(block);
        }
        else if (First(block, "functionResponse"u8, "toolResult"u8) is { IsEmpty: false } result)
        {
            AddResult(First(result, "response"u8, "content"u8));
        }
        else if (type.SequenceEqual("\"tool_result\""u8))
        {
            AddResult(JsonMembers.Find(block, "content"u8));
        }
        else if (JsonMembers.Find(block, "text"u8) is [(byte)'"', ..] text)
        {
            AddText(text, turn);
        }
        else
        {
            _words += hash.Of(block[..Math.Min(block.Length, TellingBytes)]);
            _wordCount++;
        }
    }

    /// <summary>Elements that are calls themselves: items of the Responses API, and OpenAI's older form.</summary>
    private void AddCall(ReadOnlySpan<byte> element, Turn turn)
    {
        if (turn != Turn.Model)
        {
            return;
        }

        if (JsonMembers.Find(element, "function_call"u8) is [(byte)'{', ..] older)
        {
            AddNamedCall(older);
        }
        else if (JsonMembers.Find(element, "call_id"u8) is { IsEmpty: false })
        {
            AddNamedCall(element);
        }
    }

    private void AddCalls(ReadOnlySpan<byte> calls)
    {
        ArrayTail tail = new(calls);
        while (tail.Previous(out ReadOnlySpan<byte> call))
        {
            AddNamedCall(JsonMembers.Find(call, "function"u8) is [(byte)'{', ..] function ? function : call);
        }
    }

    private void AddNamedCall(ReadOnlySpan<byte> call)
    {
        ReadOnlySpan<byte> given = First(call, "arguments"u8, "input"u8);
        given = given.IsEmpty ? First(call, "args"u8, "parameters"u8) : given;
        given = given.IsEmpty ? JsonMembers.Find(call, "action"u8) : given;
        _calls += hash.Of(hash.Of(JsonMembers.Find(call, "name"u8)), arguments.Of(given));
        _callCount++;
    }

    private void AddResult(ReadOnlySpan<byte> result)
    {
        _results += texts.Of(result);
        _resultBytes += Math.Max(1, result.Length - 2);
    }

    private void AddText(ReadOnlySpan<byte> json, Turn turn)
    {
        ReadOnlySpan<byte> text = json is [(byte)'"', .., (byte)'"'] ? json[1..^1] : json;
        if (turn == Turn.Tool)
        {
            AddResult(json);
        }
        else if (turn == Turn.Model)
        {
            _modelWords += texts.Of(text, _likeness);
        }
        else if (!IsReminder(text))
        {
            _words += texts.Of(text, turn == Turn.System ? null : _likeness) + (ulong)turn;
            _wordCount++;
        }
    }

    /// <summary>What coding agents put beside results, now and then; some clients escape the first character.</summary>
    private static bool IsReminder(ReadOnlySpan<byte> text) =>
        text.StartsWith("<system-reminder>"u8)
        || text.StartsWith("\\u003Csystem-reminder"u8)
        || text.StartsWith("\\u003csystem-reminder"u8);

    private static ReadOnlySpan<byte> First(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name, ReadOnlySpan<byte> other)
    {
        ReadOnlySpan<byte> found = JsonMembers.Find(json, name);
        return found.IsEmpty ? JsonMembers.Find(json, other) : found;
    }
}
