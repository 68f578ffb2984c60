using System.Text.Json;
using TokenLedger.Accounting.Json;
using TokenLedger.Accounting.Metering.Reading;

namespace TokenLedger.Accounting.Metering.OpenAi;

/// <summary>
/// The Responses API. A stream ends in response.completed, response.incomplete or response.failed, each of which may
/// carry the usage; tools that the provider runs are items of the output and have fees of their own.
/// </summary>
/// <remarks>https://platform.openai.com/docs/api-reference/responses-streaming</remarks>
internal sealed class OpenAiResponsesReader(RequestFacts request) : AnswerReader(request)
{
    private ResponseOutput output = new();
    private OpenAiUsage usage;
    private bool over;
    private bool pending;
    private bool stopped;

    /// <inheritdoc/>
    protected override bool OutputIsReported => usage.OutputIsReported;

    /// <summary>A failed or cancelled response without usage is not billed; a background one reports it later.</summary>
    protected override bool IsUnbilled => Refused || pending || stopped || (Failed && (over || Answer.IsEmpty));

    /// <inheritdoc/>
    protected override IReadOnlyList<string> ToolsCalled => Served.Tools.Count > 0 ? Served.Tools : output.Functions;

    /// <inheritdoc/>
    public override void ReadBody(int status, ReadOnlySpan<byte> json)
    {
        Refused = status >= 400;
        Malformed = !ReadResponse(json);
    }

    /// <inheritdoc/>
    public override StreamEventKind ReadEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        Streamed = true;
        Span<byte> typeOfData = stackalloc byte[64];
        ReadOnlySpan<byte> type = name.IsEmpty ? EventType.Of(data, typeOfData) : name;
        if (type.EndsWith(".delta"u8))
        {
            EventType.AddDelta(data, "delta"u8, Answer);
            return StreamEventKind.Content;
        }

        if (type.SequenceEqual("error"u8))
        {
            Failed = true;
            return StreamEventKind.Terminal;
        }

        if (type.SequenceEqual("response.output_item.done"u8))
        {
            ReadItem(data);
            return StreamEventKind.Content;
        }

        bool last =
            type.SequenceEqual("response.completed"u8)
            || type.SequenceEqual("response.incomplete"u8)
            || type.SequenceEqual("response.failed"u8);
        if (last || type.SequenceEqual("response.created"u8))
        {
            over |= last;
            Failed |= type.SequenceEqual("response.failed"u8);
            ReadWrapped(data, last);
        }

        return last ? StreamEventKind.Terminal : StreamEventKind.Content;
    }

    /// <inheritdoc/>
    protected override bool HasEnded(bool ended) => Streamed ? over : ended;

    /// <inheritdoc/>
    protected override UsageFigures Figures(ref QuantityList quantities)
    {
        output.AddTo(ref quantities, toolsAreCounted: usage.CountsTools);
        return usage.AddTo(ref quantities);
    }

    /// <inheritdoc/>
    protected override void AddFlags(ref Flags flags, UsageSource source)
    {
        flags.Add(Flags.UsagePending, source == UsageSource.None && pending);
        flags.Add(Flags.CostIncomplete, usage.CostIsIncomplete);
    }

    private void ReadWrapped(ReadOnlySpan<byte> data, bool last)
    {
        JsonSkimmer skimmer = new(data);
        while (skimmer.Next(out Member member))
        {
            if (member.Kind == JsonValueKind.Object && skimmer.NameIs(member, "response"u8))
            {
                ReadResponse(skimmer.Value(member));
                pending &= last;
            }
        }
    }

    private bool ReadResponse(ReadOnlySpan<byte> json)
    {
        JsonSkimmer skimmer = new(json);
        while (skimmer.Next(out Member member))
        {
            ReadOnlySpan<byte> value = skimmer.Value(member);
            switch (member.Kind)
            {
                case JsonValueKind.Object when skimmer.NameIs(member, "usage"u8):
                    ReadUsage(value);
                    break;
                case JsonValueKind.Object when skimmer.NameIs(member, "error"u8):
                    Failed = true;
                    break;
                case JsonValueKind.Array when skimmer.NameIs(member, "output"u8):
                    ReadOutput(value);
                    break;
                case JsonValueKind.String when skimmer.NameIs(member, "status"u8):
                    ReadStatus(value);
                    break;
                case JsonValueKind.String when skimmer.NameIs(member, "model"u8):
                    Served.TakeModel(value);
                    break;
                case JsonValueKind.String when skimmer.NameIs(member, "id"u8):
                    Served.TakeId(value);
                    break;
                case JsonValueKind.String when skimmer.NameIs(member, "service_tier"u8):
                    Served.TakeCondition("service_tier", value);
                    break;
            }
        }

        return skimmer.IsComplete;
    }

    private void ReadStatus(ReadOnlySpan<byte> value)
    {
        pending = value.SequenceEqual("\"queued\""u8) || value.SequenceEqual("\"in_progress\""u8);
        stopped = value.SequenceEqual("\"failed\""u8) || value.SequenceEqual("\"cancelled\""u8);
    }

    private void ReadUsage(ReadOnlySpan<byte> value)
    {
        Raw.Set(value);
        if (usage.Read(value, Served))
        {
            Answer.Forget();
        }
    }

    private void ReadOutput(ReadOnlySpan<byte> items)
    {
        // The final list replaces what the stream's single items said.
        ResponseOutput whole = new();
        if (whole.ReadItems(items) && whole.Any)
        {
            output = whole;
        }
    }

    private void ReadItem(ReadOnlySpan<byte> data)
    {
        JsonSkimmer skimmer = new(data);
        while (skimmer.Next(out Member member))
        {
            if (member.Kind == JsonValueKind.Object && skimmer.NameIs(member, "item"u8))
            {
                output.ReadItem(skimmer.Value(member));
            }
        }
    }
}
