using System.Buffers.Text;
using System.Text.Json;
using TokenLedger.Accounting.Json;
using TokenLedger.Accounting.Metering.Reading;

namespace TokenLedger.Accounting.Metering.Gemini;

/// <summary>
/// generateContent of Google's Gemini API and of Vertex AI, as a body, as server-sent events and as the elements of a
/// streamed JSON array. Every chunk repeats the usage up to it; no event of its own ends the stream, it is whole once
/// a candidate has its finish reason or the prompt was blocked.
/// </summary>
/// <remarks>https://ai.google.dev/api/generate-content#UsageMetadata</remarks>
internal sealed class GeminiReader(RequestFacts request) : AnswerReader(request)
{
    private readonly Grounding grounding = new();
    private GeminiUsage usage;
    private ulong begun; // one bit per candidate
    private ulong finished;
    private bool blocked;

    /// <inheritdoc/>
    public override bool IsWholeAtEnd => blocked || AllFinished;

    private bool AllFinished => begun != 0 && finished == begun;

    /// <inheritdoc/>
    protected override bool OutputIsReported => usage.OutputIsReported;

    /// <inheritdoc/>
    public override void ReadBody(int status, ReadOnlySpan<byte> json)
    {
        Refused = status >= 400;
        if (json.TrimStart(" \t\r\n"u8).StartsWith("["u8))
        {
            ReadArray(json);
            return;
        }

        Malformed = !ReadChunk(json);
    }

    /// <inheritdoc/>
    public override StreamEventKind ReadEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        Streamed = true;
        ReadChunk(data);
        return Failed ? StreamEventKind.Terminal
            : IsWholeAtEnd ? StreamEventKind.Usage
            : StreamEventKind.Content;
    }

    /// <inheritdoc/>
    protected override bool HasEnded(bool ended) => ended && (!Streamed || IsWholeAtEnd);

    /// <inheritdoc/>
    protected override UsageFigures Figures(ref QuantityList quantities)
    {
        UsageFigures figures = usage.AddTo(ref quantities, hasAnswer: !blocked);
        grounding.AddTo(ref quantities, PerPrompt(Served.Model ?? Request.Model));
        return figures with { Inconsistent = figures.Inconsistent || grounding.Unreadable };
    }

    /// <inheritdoc/>
    protected override void AddFlags(ref Flags flags, UsageSource source) =>
        flags.Add(Flags.Provisioned, usage.Provisioned);

    /// <summary>Gemini 1 and 2 bill a search by the grounded prompt, later ones by the query.</summary>
    /// <remarks>https://ai.google.dev/gemini-api/docs/pricing</remarks>
    private static bool PerPrompt(string? model)
    {
        int at = model?.IndexOf("gemini-", StringComparison.OrdinalIgnoreCase) ?? -1;
        return at >= 0 && model!.Length > at + 7 && model[at + 7] is '1' or '2';
    }

    /// <summary>A stream that was read as one body: an array of chunks.</summary>
    private void ReadArray(ReadOnlySpan<byte> json)
    {
        JsonArray chunks = new(json);
        while (chunks.Next(out ReadOnlySpan<byte> chunk))
        {
            ReadChunk(chunk);
        }

        Malformed = chunks.Malformed;
    }

    private bool ReadChunk(ReadOnlySpan<byte> json)
    {
        JsonSkimmer skimmer = new(json);
        while (skimmer.Next(out Member member))
        {
            ReadOnlySpan<byte> value = skimmer.Value(member);
            switch (member.Kind)
            {
                case JsonValueKind.Array when skimmer.NameIs(member, "candidates"u8):
                    ReadCandidates(value);
                    break;
                case JsonValueKind.Object when skimmer.NameIs(member, "usageMetadata"u8):
                    Raw.Set(value);
                    usage.Read(value, Served);
                    break;
                case JsonValueKind.Object when skimmer.NameIs(member, "promptFeedback"u8):
                    blocked |= HasText(value, "blockReason"u8);
                    break;
                case JsonValueKind.Object when skimmer.NameIs(member, "error"u8):
                    Failed = true;
                    break;
                case JsonValueKind.String when skimmer.NameIs(member, "modelVersion"u8):
                    Served.TakeModel(value);
                    break;
                case JsonValueKind.String when skimmer.NameIs(member, "responseId"u8):
                    Served.TakeId(value);
                    break;
            }
        }

        return skimmer.IsComplete;
    }

    private void ReadCandidates(ReadOnlySpan<byte> json)
    {
        JsonArray candidates = new(json);
        while (candidates.Next(out ReadOnlySpan<byte> candidate))
        {
            ReadCandidate(candidate);
        }
    }

    private void ReadCandidate(ReadOnlySpan<byte> json)
    {
        bool last = false;
        int index = 0;
        JsonSkimmer skimmer = new(json);
        while (skimmer.Next(out Member member))
        {
            if (member.Kind == JsonValueKind.Object && skimmer.NameIs(member, "content"u8))
            {
                ReadContent(skimmer.Value(member));
            }
            else if (member.Kind == JsonValueKind.Object && skimmer.NameIs(member, "groundingMetadata"u8))
            {
                grounding.Read(skimmer.Value(member));
            }
            else if (member.Kind == JsonValueKind.String && skimmer.NameIs(member, "finishReason"u8))
            {
                last = true;
            }
            else if (member.Kind == JsonValueKind.Number && skimmer.NameIs(member, "index"u8))
            {
                _ = Utf8Parser.TryParse(skimmer.Value(member), out index, out _);
            }
        }

        begun |= 1UL << index;
        finished |= last ? 1UL << index : 0;
    }

    private void ReadContent(ReadOnlySpan<byte> content)
    {
        if (Streamed)
        {
            Answer.AddNamed(content, static name => name.SequenceEqual("text"u8));
        }

        if (content.IndexOf("\"functionCall\""u8) >= 0)
        {
            ToolNames.Read(content, "functionCall"u8, Served);
        }
    }

    private static bool HasText(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        JsonSkimmer skimmer = new(json);
        while (skimmer.Next(out Member member))
        {
            if (member.Kind == JsonValueKind.String && skimmer.NameIs(member, name))
            {
                return true;
            }
        }

        return false;
    }
}
