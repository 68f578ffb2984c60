using TokenLedger.Accounting.Rates;

namespace TokenLedger.Accounting.Reconciliation;

/// <summary>How to compare.</summary>
/// <param name="Rates">The rate book: names of models, and prices where neither side has one.</param>
public sealed record ReconcileTerms(RateBook Rates)
{
    /// <summary>
    /// The provider's key id by the fingerprint of ours; null to compare without keys. Keys on neither side of it are
    /// compared together.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Keys { get; init; }

    /// <summary>
    /// Whether the zone of the export's days is stated. If not, an offset that makes the days agree is looked for.
    /// </summary>
    public bool ZoneIsStated { get; init; }

    /// <summary>
    /// Longest time before or after the end of a bucket in which a call may have been booked in the neighbouring one:
    /// 10 minutes, the longest answer of a usual call.
    /// </summary>
    public TimeSpan LateBooking { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>First day; null for the export's first.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last day; null for the export's last.</summary>
    public DateOnly? To { get; init; }
}
