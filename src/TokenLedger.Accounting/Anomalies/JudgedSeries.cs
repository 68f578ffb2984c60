namespace TokenLedger.Accounting.Anomalies;

/// <summary>A series that is judged, and by what.</summary>
public sealed record JudgedSeries
{
    /// <summary>The oldest first; null where nothing can be said (a latency without calls). None is negative.</summary>
    public required IReadOnlyList<decimal?> Values { get; init; }

    /// <summary>Periods after which a pattern repeats: 7 for days, 168 for hours.</summary>
    public required int Season { get; init; }

    /// <summary>
    /// Periods whose use tells how much is going on now: 7 for days, 24 for hours. After a launch the new level is usual when
    /// it fills half of them.
    /// </summary>
    public required int Recent { get; init; }

    /// <summary>
    /// Whether it is a rate or a latency: then 0 is a value like any other, and periods without a value say nothing.
    /// Otherwise it is an amount, and a period without use is 0. Default false.
    /// </summary>
    public bool IsRate { get; init; }

    /// <summary>
    /// What a period's value scatters by because it is made of a few calls only, given its place and what is expected; null
    /// when that is in the series itself.
    /// </summary>
    public Func<int, decimal, decimal>? Chance { get; init; }

    /// <summary>Days.</summary>
    public static JudgedSeries OfDays(IEnumerable<decimal> values) =>
        new()
        {
            Values = [.. values.Select(value => (decimal?)value)],
            Season = 7,
            Recent = 7,
        };

    /// <summary>Hours, with the pattern of a week.</summary>
    public static JudgedSeries OfHours(IEnumerable<decimal> values) =>
        new()
        {
            Values = [.. values.Select(value => (decimal?)value)],
            Season = 168,
            Recent = 24,
        };
}
