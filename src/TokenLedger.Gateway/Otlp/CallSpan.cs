using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Otlp;

/// <summary>
/// The span of a request to a provider, from the entry that ended it; or of a call that was refused. Its ids follow from
/// the entry, so that sending it again sends the same span.
/// </summary>
/// <param name="TraceId">16 bytes: the caller's trace, else one made of the call's id.</param>
/// <param name="SpanId">8 bytes: the last of the entry's id.</param>
/// <param name="Parent">8 bytes: the caller's span; null when it named none.</param>
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

    /// <summary>The span of an entry; null when it is none of a call to a model, or does not end one.</summary>
    public static CallSpan? Of(Entry entry, long sequence, OtlpOptions options)
    {
        bool ends = entry.Kind is EntryKind.Settlement or EntryKind.Void or EntryKind.Import or EntryKind.Rejection;
        if (!ends || (entry.ModelRequested is null && entry.ModelServed is null && entry.Lines.Count == 0))
        {
            return null;
        }

        string? model = entry.ModelRequested ?? entry.ModelServed;
        string operation = CallAttributes.OperationOf(entry);
        ulong start = Nanoseconds(entry.OccurredAt);
        return new(
            TraceOf(entry),
            entry.Id.ToByteArray(bigEndian: true)[8..],
            entry.ParentSpanId is { } parent ? Convert.FromHexString(parent) : null,
            model is null ? operation : $"{operation} {model}",
            start,
            start + (ulong)(entry.LatencyMs ?? 0) * 1_000_000,
            ErrorOf(entry),
            CallAttributes.Of(entry, sequence, options)
        );
    }

    /// <summary>Why a call failed, in one word; null when it did not.</summary>
    public static string? ErrorOf(Entry entry) =>
        entry.Outcome is null or Served ? null
        : entry.HttpStatus is >= 400 and var status ? status.ToString(System.Globalization.CultureInfo.InvariantCulture)
        : entry.Outcome;

    private static byte[] TraceOf(Entry entry) =>
        entry.TraceId is { } trace
            ? Convert.FromHexString(trace)
            : (entry.Call ?? entry.Id).ToByteArray(bigEndian: true);

    private static ulong Nanoseconds(DateTimeOffset at) => (ulong)(at.UtcTicks - DateTime.UnixEpoch.Ticks) * 100;
}
