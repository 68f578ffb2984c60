using System.Globalization;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Otlp;

/// <summary>
/// A span: of a call, or of one of its attempts when it had several. Its ids follow from the ledger, so that sending it again
/// sends the same span.
/// </summary>
/// <remarks>
/// A call is one span, because receivers count calls, tokens and cost by the spans that carry the names for generative AI.
/// Attempts are spans below it and not events of it, because an event has no length, and how long each attempt took is what
/// people look for; they carry none of those names, so nothing is counted twice.
/// </remarks>
/// <param name="TraceId">16 bytes: the caller's trace, else one made of the call's id.</param>
/// <param name="SpanId">8 bytes: the last of the call's id, of an attempt those of its entry's id.</param>
/// <param name="Parent">8 bytes: the caller's span, of an attempt the call's; null when the caller named none.</param>
/// <param name="Name">Operation and model.</param>
/// <param name="Start">Nanoseconds since the Unix epoch: when the request came.</param>
/// <param name="End">Likewise, when its answer ended.</param>
/// <param name="Error">Why it failed; null when it did not.</param>
/// <param name="Attributes">Everything else.</param>
internal sealed record CallSpan(
    byte[] TraceId,
    byte[] SpanId,
    byte[]? Parent,
    string Name,
    ulong Start,
    ulong End,
    string? Error,
    IReadOnlyList<OtlpAttribute> Attributes
)
{
    private const string Served = "served";

    /// <summary>The spans of a call that has ended, its own first; none when it is not one to a model.</summary>
    /// <param name="ends">How its attempts ended, the first one first; or its refusal alone, or after them.</param>
    /// <param name="options">Whose names are used.</param>
    public static IEnumerable<CallSpan> Of(IReadOnlyList<AttemptEnd> ends, OtlpOptions options)
    {
        Entry whole = AttemptEnd.Whole(ends);
        if (whole.ModelRequested is null && whole.ModelServed is null && whole.Lines.Count == 0)
        {
            return [];
        }

        CallSpan call = OfCall(whole, ends, options);
        return ends.Count == 1 ? [call] : [call, .. ends.Select(end => OfAttempt(end, call, options))];
    }

    /// <summary>Why a call failed, in one word; null when it did not.</summary>
    public static string? ErrorOf(Entry entry) =>
        entry.Outcome is null or Served ? null
        : entry.HttpStatus is >= 400 and var status ? status.ToString(CultureInfo.InvariantCulture)
        : entry.Outcome;

    private static CallSpan OfCall(Entry whole, IReadOnlyList<AttemptEnd> ends, OtlpOptions options)
    {
        string? model = whole.ModelRequested ?? whole.ModelServed;
        string operation = CallAttributes.OperationOf(whole);
        Guid call = whole.Call ?? whole.Id;
        return new(
            whole.TraceId is { } trace ? Convert.FromHexString(trace) : call.ToByteArray(bigEndian: true),
            call.ToByteArray(bigEndian: true)[8..],
            whole.ParentSpanId is { } parent ? Convert.FromHexString(parent) : null,
            model is null ? operation : $"{operation} {model}",
            Nanoseconds(whole.OccurredAt),
            EndOf(whole),
            ErrorOf(whole),
            CallAttributes.Of(whole, ends[^1].Sequence, options)
        );
    }

    private static CallSpan OfAttempt(AttemptEnd end, CallSpan call, OtlpOptions options) =>
        new(
            call.TraceId,
            end.Entry.Id.ToByteArray(bigEndian: true)[8..],
            call.SpanId,
            $"attempt {end.Entry.Upstream ?? end.Entry.Provider}",
            Nanoseconds(end.Began),
            Math.Max(EndOf(end.Entry), Nanoseconds(end.Began)),
            ErrorOf(end.Entry),
            AttemptAttributes.Of(end, options)
        );

    private static ulong EndOf(Entry entry) =>
        Nanoseconds(entry.OccurredAt) + ((ulong)(entry.LatencyMs ?? 0) * 1_000_000);

    private static ulong Nanoseconds(DateTimeOffset at) => (ulong)(at.UtcTicks - DateTime.UnixEpoch.Ticks) * 100;
}
