using System.Text.Json;
using TokenLedger.Accounting.Json;

namespace TokenLedger.Accounting.Metering;

/// <summary>
/// The Responses API. A stream ends in response.completed, response.incomplete or response.failed, each of which may
/// carry the usage; tools that the provider runs are items of the output and have fees of their own.
/// </summary>
/// <remarks>https://platform.openai.com/docs/api-reference/responses-streaming</remarks>
internal sealed class OpenAiResponsesReader(RequestFacts request) : UsageReader
{
    private readonly ServedFacts served = new(request);
    private readonly RawUsage raw = new();
    private readonly AnswerText answer = new();
    private ResponseOutput output = new();
    private OpenAiUsage usage;
    private bool streamed;
    private bool ended;
    private bool failed;
    private bool refused;
    private bool pending;
    private bool stopped;

    /// <inheritdoc/>
    public override string UnreportedOutput => usage.Reported ? "" : answer.ToString();

    /// <inheritdoc/>
    public override void ReadBody(int status, ReadOnlySpan<byte> json)
    {
        refused = status >= 400;
        ReadResponse(json);
    }

    /// <inheritdoc/>
    public override StreamEventKind ReadEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        streamed = true;
        Span<byte> typeOfData = stackalloc byte[64];
        ReadOnlySpan<byte> type = name.IsEmpty ? EventType.Of(data, typeOfData) : name;
        if (type.EndsWith(".delta"u8))
        {
            EventType.AddDelta(data, "delta"u8, answer);
            return StreamEventKind.Content;
        }

        if (type.SequenceEqual("error"u8))
        {
            failed = true;
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
            ended |= last;
            failed |= type.SequenceEqual("response.failed"u8);
            ReadWrapped(data, last);
        }

        return last ? StreamEventKind.Terminal : StreamEventKind.Content;
    }

    /// <inheritdoc/>
    public override UsageReport Report(bool ended)
    {
        bool complete = streamed ? this.ended : ended;
        QuantityList quantities = default;
        usage.AddTo(ref quantities);
        output.AddTo(ref quantities);
        UsageSource source = Source(complete);
        Flags flags = default;
        flags.Add(Flags.Inconsistent, usage.Inconsistent);
        flags.Add(Flags.StreamError, streamed && failed);
        flags.Add(Flags.StreamTruncated, streamed && !complete && source != UsageSource.None);
        flags.Add(Flags.UsageMissing, source == UsageSource.Estimated);
        flags.Add(Flags.UsagePending, source == UsageSource.None && pending);
        return new UsageReport
        {
            Source = source,
            Quantities = source == UsageSource.None ? [] : quantities.ToArray(),
            ServedModel = served.Model,
            ResponseId = served.Id,
            Conditions = served.Conditions(),
            ContextTokens = usage.Prompt,
            Flags = flags.ToArray(),
            RawUsage = raw.Text,
            ToolsCalled = served.Tools.Count > 0 ? served.Tools : output.Functions,
        };
    }

    private UsageSource Source(bool complete)
    {
        if (usage.Reported)
        {
            return complete && !usage.PartlyUnreadable ? UsageSource.Provider : UsageSource.ProviderPartial;
        }

        // A failed or cancelled response without usage is not billed; a background one reports it later.
        bool nothingMade = refused || pending || stopped || (failed && (ended || answer.IsEmpty));
        return nothingMade ? UsageSource.None : UsageSource.Estimated;
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

    private void ReadResponse(ReadOnlySpan<byte> json)
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
                    failed = true;
                    break;
                case JsonValueKind.Array when skimmer.NameIs(member, "output"u8):
                    ReadOutput(value);
                    break;
                case JsonValueKind.String when skimmer.NameIs(member, "status"u8):
                    ReadStatus(value);
                    break;
                case JsonValueKind.String when skimmer.NameIs(member, "model"u8):
                    served.TakeModel(value);
                    break;
                case JsonValueKind.String when skimmer.NameIs(member, "id"u8):
                    served.TakeId(value);
                    break;
                case JsonValueKind.String when skimmer.NameIs(member, "service_tier"u8):
                    served.TakeCondition("service_tier", value);
                    break;
            }
        }
    }

    private void ReadStatus(ReadOnlySpan<byte> value)
    {
        pending = value.SequenceEqual("\"queued\""u8) || value.SequenceEqual("\"in_progress\""u8);
        stopped = value.SequenceEqual("\"failed\""u8) || value.SequenceEqual("\"cancelled\""u8);
    }

    private void ReadUsage(ReadOnlySpan<byte> value)
    {
        try
        {
            usage.Read(value);
            raw.Set(value);
            answer.Forget();
        }
        catch (JsonException)
        {
            // Not JSON: as if it had not been sent, which the report says.
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
