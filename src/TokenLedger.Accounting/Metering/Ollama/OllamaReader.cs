using System.Text.Json;
using TokenLedger.Accounting.Json;
using TokenLedger.Accounting.Metering.Reading;

namespace TokenLedger.Accounting.Metering.Ollama;

/// <summary>
/// Ollama's own API. The line with "done": true carries the counts and ends the answer. A count of zero is left out:
/// a prompt wholly in the cache has none in older versions.
/// </summary>
/// <remarks>https://github.com/ollama/ollama/blob/main/docs/api.md</remarks>
internal sealed class OllamaReader(RequestFacts request, bool answers) : AnswerReader(request)
{
    private Counter prompt;
    private Counter output;
    private bool done;

    /// <inheritdoc/>
    protected override bool OutputIsReported => output.Known || !answers;

    /// <inheritdoc/>
    public override void ReadBody(int status, ReadOnlySpan<byte> json)
    {
        Refused = status >= 400;
        Malformed = !ReadLine(json);
    }

    /// <inheritdoc/>
    public override StreamEventKind ReadEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        Streamed = true;
        ReadLine(data);
        if (done || Failed)
        {
            return StreamEventKind.Terminal;
        }

        Answer.AddNamed(data, IsText);
        return StreamEventKind.Content;
    }

    /// <inheritdoc/>
    protected override bool HasEnded(bool ended) => Streamed ? done : ended;

    /// <inheritdoc/>
    protected override UsageFigures Figures(ref QuantityList quantities)
    {
        quantities.Add(Meters.Input, prompt.Value);
        quantities.Add(Meters.Output, output.Value);
        bool unreadable = prompt.Unreadable || output.Unreadable;
        bool reported = prompt.Known || output.Known;
        bool whole = answers ? output.Known : prompt.Known;
        return new UsageFigures
        {
            Reported = reported,
            Whole = whole && !(prompt.Unreadable && !prompt.Known),
            Inconsistent = unreadable || (reported && !whole),
            ContextTokens = prompt.Known ? prompt.Value : null,
        };
    }

    private bool ReadLine(ReadOnlySpan<byte> json)
    {
        ReadOnlySpan<byte> counts = default;
        JsonSkimmer skimmer = new(json);
        while (skimmer.Next(out Member member))
        {
            ReadOnlySpan<byte> value = skimmer.Value(member);
            if (skimmer.NameIs(member, "prompt_eval_count"u8))
            {
                prompt.Read(value);
                counts = json;
            }
            else if (skimmer.NameIs(member, "eval_count"u8))
            {
                output.Read(value);
                counts = json;
            }
            else if (member.Kind == JsonValueKind.True && skimmer.NameIs(member, "done"u8))
            {
                done = true;
            }
            else if (member.Kind == JsonValueKind.String && skimmer.NameIs(member, "model"u8))
            {
                Served.TakeModel(value);
            }
            else if (member.Kind == JsonValueKind.String && skimmer.NameIs(member, "error"u8))
            {
                Failed = true;
            }
            else if (member.Kind == JsonValueKind.Object && skimmer.NameIs(member, "message"u8))
            {
                ReadTools(value);
            }
        }

        if (!counts.IsEmpty)
        {
            // The counts stand among the members of the line itself.
            Raw.Set(counts);
        }

        return skimmer.IsComplete;
    }

    private void ReadTools(ReadOnlySpan<byte> message)
    {
        if (message.IndexOf("\"tool_calls\""u8) >= 0)
        {
            ToolNames.Read(message, "function"u8, Served);
        }
    }

    private static bool IsText(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("content"u8) || name.SequenceEqual("thinking"u8) || name.SequenceEqual("response"u8);
}
