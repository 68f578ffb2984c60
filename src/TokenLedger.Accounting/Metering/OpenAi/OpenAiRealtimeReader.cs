using System.Text.Json;
using TokenLedger.Accounting.Json;
using TokenLedger.Accounting.Metering.Reading;

namespace TokenLedger.Accounting.Metering.OpenAi;

/// <summary>
/// A realtime session: every response.done carries the usage of its own response, cancelled ones too, and the session
/// costs their sum.
/// </summary>
/// <remarks>https://platform.openai.com/docs/api-reference/realtime-server-events/response/done</remarks>
internal sealed class OpenAiRealtimeReader(RequestFacts request) : AnswerReader(request)
{
    private const int MostMeters = 16;

    private readonly List<Quantity> sum = new(MostMeters);
    private bool reported;
    private bool inconsistent;
    private bool partly;

    /// <inheritdoc/>
    protected override bool OutputIsReported => true;

    /// <summary>A session without a response generated nothing; one whose usage cannot be read did.</summary>
    protected override bool IsUnbilled => !partly;

    /// <inheritdoc/>
    public override void ReadBody(int status, ReadOnlySpan<byte> json)
    {
        // A session has events, no body; what stands here is an error of the handshake.
        Refused = status >= 400;
    }

    /// <inheritdoc/>
    public override StreamEventKind ReadEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        Span<byte> typeOfData = stackalloc byte[64];
        ReadOnlySpan<byte> type = name.IsEmpty ? EventType.Of(data, typeOfData) : name;
        Failed |= type.SequenceEqual("error"u8);
        if (type.IsEmpty)
        {
            // Every event has a type; one that cannot be read may have been a response's end.
            inconsistent = true;
            partly = true;
        }

        bool done = type.SequenceEqual("response.done"u8);
        if (done || type.SequenceEqual("session.created"u8) || type.SequenceEqual("session.updated"u8))
        {
            ReadEventObject(data);
        }

        return done ? StreamEventKind.Usage : StreamEventKind.Content;
    }

    /// <inheritdoc/>
    protected override bool HasEnded(bool ended) => ended;

    /// <inheritdoc/>
    protected override UsageFigures Figures(ref QuantityList quantities)
    {
        foreach (Quantity quantity in sum)
        {
            quantities.Add(quantity.Meter, quantity.Count);
        }

        return new UsageFigures
        {
            Reported = reported,
            Whole = !partly,
            Inconsistent = inconsistent,
        };
    }

    /// <inheritdoc/>
    protected override void AddFlags(ref Flags flags, UsageSource source) => flags.Add(Flags.StreamError, Failed);

    private void ReadEventObject(ReadOnlySpan<byte> data)
    {
        JsonSkimmer skimmer = new(data);
        while (skimmer.Next(out Member member))
        {
            if (
                member.Kind == JsonValueKind.Object
                && (skimmer.NameIs(member, "response"u8) || skimmer.NameIs(member, "session"u8))
            )
            {
                ReadInner(skimmer.Value(member));
            }
        }
    }

    private void ReadInner(ReadOnlySpan<byte> json)
    {
        JsonSkimmer skimmer = new(json);
        while (skimmer.Next(out Member member))
        {
            if (member.Kind == JsonValueKind.String && skimmer.NameIs(member, "model"u8))
            {
                Served.TakeModel(skimmer.Value(member));
            }
            else if (member.Kind == JsonValueKind.Object && skimmer.NameIs(member, "usage"u8))
            {
                AddUsage(skimmer.Value(member));
            }
        }
    }

    private void AddUsage(ReadOnlySpan<byte> json)
    {
        OpenAiUsage usage = default;
        usage.Read(json, Served);
        Raw.Add(json);
        QuantityList quantities = default;
        UsageFigures figures = usage.AddTo(ref quantities);
        reported |= figures.Reported;
        inconsistent |= figures.Inconsistent;
        partly |= !figures.Whole;
        foreach (Quantity quantity in quantities.ToArray())
        {
            int at = sum.FindIndex(other => other.Meter == quantity.Meter);
            if (at < 0)
            {
                sum.Add(quantity);
            }
            else
            {
                sum[at] = sum[at] with { Count = sum[at].Count + quantity.Count };
            }
        }
    }
}
