using System.Text.Json;
using TokenLedger.Accounting.Json;

namespace TokenLedger.Accounting.Metering;

/// <summary>
/// A realtime session: every response.done carries the usage of its own response, cancelled ones too, and the session
/// costs their sum.
/// </summary>
/// <remarks>https://platform.openai.com/docs/api-reference/realtime-server-events/response/done</remarks>
internal sealed class OpenAiRealtimeReader(RequestFacts request) : UsageReader
{
    private const int MostMeters = 16;

    private readonly ServedFacts served = new(request);
    private readonly RawUsage raw = new();
    private readonly List<Quantity> sum = new(MostMeters);
    private bool reported;
    private bool inconsistent;
    private bool failed;

    /// <inheritdoc/>
    public override string UnreportedOutput => "";

    /// <inheritdoc/>
    public override void ReadBody(int status, ReadOnlySpan<byte> json)
    {
        // A session has events, no body; what stands here is an error of the handshake.
        failed = status >= 400;
    }

    /// <inheritdoc/>
    public override StreamEventKind ReadEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        Span<byte> typeOfData = stackalloc byte[64];
        ReadOnlySpan<byte> type = name.IsEmpty ? EventType.Of(data, typeOfData) : name;
        failed |= type.SequenceEqual("error"u8);
        bool done = type.SequenceEqual("response.done"u8);
        if (done || type.SequenceEqual("session.created"u8) || type.SequenceEqual("session.updated"u8))
        {
            ReadEventObject(data);
        }

        return done ? StreamEventKind.Usage : StreamEventKind.Content;
    }

    /// <inheritdoc/>
    public override UsageReport Report(bool ended)
    {
        Flags flags = default;
        flags.Add(Flags.Inconsistent, inconsistent);
        flags.Add(Flags.StreamError, failed);
        return new UsageReport
        {
            Source =
                !reported ? UsageSource.None
                : ended ? UsageSource.Provider
                : UsageSource.ProviderPartial,
            Quantities = [.. sum],
            ServedModel = served.Model,
            Conditions = served.Conditions(),
            Flags = flags.ToArray(),
            RawUsage = raw.Text,
        };
    }

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
                served.TakeModel(skimmer.Value(member));
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
        try
        {
            usage.Read(json);
        }
        catch (JsonException)
        {
            inconsistent = true;
            return;
        }

        raw.Add(json);
        reported |= usage.Reported;
        QuantityList quantities = default;
        usage.AddTo(ref quantities);
        inconsistent |= usage.Inconsistent;
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
