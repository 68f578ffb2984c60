using System.Text.Json;
using TokenLedger.Accounting.Json;
using TokenLedger.Accounting.Metering.Reading;

namespace TokenLedger.Accounting.Metering.Bedrock;

/// <summary>
/// Converse and ConverseStream. The stream's last event, "metadata", carries the usage. An event is named by its
/// <c>:event-type</c>, or stands decoded as an object with that one member.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html</remarks>
internal sealed class BedrockConverseReader(RequestFacts request) : AnswerReader(request)
{
    private BedrockUsage usage;
    private bool hasMetadata;

    /// <inheritdoc/>
    protected override bool OutputIsReported => usage.OutputIsReported;

    /// <inheritdoc/>
    public override void ReadHeaders(Func<string, string?> header) => Served.TakeId(header("x-amzn-requestid"));

    /// <inheritdoc/>
    public override void ReadBody(int status, ReadOnlySpan<byte> json)
    {
        Refused = status >= 400;
        Malformed = !ReadAnswer(json);
    }

    /// <inheritdoc/>
    public override StreamEventKind ReadEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        Streamed = true;
        if (!name.IsEmpty)
        {
            return ReadNamed(name, data);
        }

        JsonSkimmer skimmer = new(data);
        StreamEventKind kind = StreamEventKind.Content;
        while (skimmer.Next(out Member member))
        {
            ReadOnlySpan<byte> type = data.Slice(member.NameStart, member.NameLength);
            if (ReadNamed(type, skimmer.Value(member)) == StreamEventKind.Terminal)
            {
                kind = StreamEventKind.Terminal;
            }
        }

        return kind;
    }

    /// <inheritdoc/>
    protected override bool HasEnded(bool ended) => Streamed ? hasMetadata : ended;

    /// <inheritdoc/>
    protected override UsageFigures Figures(ref QuantityList quantities) => usage.AddTo(ref quantities, answers: true);

    private StreamEventKind ReadNamed(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        if (type.SequenceEqual("contentBlockDelta"u8))
        {
            Answer.AddNamed(data, static name => name.SequenceEqual("text"u8) || name.SequenceEqual("input"u8));
        }
        else if (type.SequenceEqual("contentBlockStart"u8))
        {
            ToolNames.Read(data, "toolUse"u8, Served);
        }
        else if (type.SequenceEqual("metadata"u8))
        {
            hasMetadata = true;
            ReadAnswer(data);
            return StreamEventKind.Terminal;
        }
        else if (type.EndsWith("Exception"u8))
        {
            Failed = true;
            return StreamEventKind.Terminal;
        }

        return StreamEventKind.Content;
    }

    private bool ReadAnswer(ReadOnlySpan<byte> json)
    {
        JsonSkimmer skimmer = new(json);
        while (skimmer.Next(out Member member))
        {
            if (member.Kind != JsonValueKind.Object)
            {
                continue;
            }

            ReadOnlySpan<byte> value = skimmer.Value(member);
            if (skimmer.NameIs(member, "usage"u8))
            {
                Raw.Set(value);
                usage.Read(value);
            }
            else if (skimmer.NameIs(member, "serviceTier"u8))
            {
                ReadTier(value);
            }
            else if (skimmer.NameIs(member, "output"u8) && value.IndexOf("\"toolUse\""u8) >= 0)
            {
                ToolNames.Read(value, "toolUse"u8, Served);
            }
        }

        return skimmer.IsComplete;
    }

    private void ReadTier(ReadOnlySpan<byte> json)
    {
        JsonSkimmer skimmer = new(json);
        while (skimmer.Next(out Member member))
        {
            if (skimmer.NameIs(member, "type"u8))
            {
                Served.TakeCondition("service_tier", skimmer.Value(member));
            }
        }
    }
}
