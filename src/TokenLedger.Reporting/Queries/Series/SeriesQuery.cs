using TokenLedger.Accounting.Budgets;

namespace TokenLedger.Reporting.Queries.Series;

/// <summary>
/// A question about what happened period by period, gaps filled with nothing: of all calls, and of the greatest groups,
/// with the rest summed up.
/// </summary>
public sealed record SeriesQuery : GroupedSlice
{
    /// <summary>Groups that have a series of their own when nothing else is said.</summary>
    public const int DefaultSeries = 8;

    /// <summary>Most groups that have a series of their own.</summary>
    public const int MostSeries = 50;

    /// <summary>Most periods: minutes of two and a half days, hours of half a year, days of ten years.</summary>
    public const int MostPeriods = 3700;

    /// <summary>No series begins before.</summary>
    public static DateTimeOffset Earliest { get; } = DateTimeOffset.UnixEpoch;

    /// <summary>No series ends after.</summary>
    public static DateTimeOffset Latest { get; } = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A question about all calls, with <see cref="DefaultSeries"/> groups when it is grouped.</summary>
    public SeriesQuery() => (By, Limit) = ([], DefaultSeries);

    /// <summary>The length of a period: one of the calendar of the <see cref="Slice.Zone"/>.</summary>
    public CalendarPeriod Per { get; init; } = CalendarPeriod.Day;

    /// <summary>Which groups are the greatest.</summary>
    public SeriesRank Rank { get; init; }

    /// <summary>
    /// The clock: a window without an end goes up to here. Calls dated later, by a clock that is ahead, are in the last
    /// period, so that the sums are those of the costs of the same window.
    /// </summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>What is wrong with the question, one sentence; null when it can be answered.</summary>
    public string? Problem =>
        Window.From is not { } from ? "A series needs a beginning: give last, such as 30d, or from."
        : from < Earliest || End > Latest ? $"A series lies between {Earliest:yyyy} and {Latest:yyyy}."
        : from >= End ? "The window of a series begins in the future."
        : Limit is < 1 or > MostSeries
            ? $"A series of each of at most {MostSeries} groups can be shown, not of {Limit}."
        : SeriesPeriods.Of(this) is null
            ? $"That is more than {MostPeriods} periods. Choose a longer period or a shorter window."
        : EarlierOne?.Problem;

    /// <summary>The same question about the time compared with; null when nothing is compared.</summary>
    internal SeriesQuery? EarlierOne => Before is { } before ? this with { Window = before, Before = null } : null;

    /// <summary>The end of the last period, or what comes after the window.</summary>
    internal DateTimeOffset End => Window.To ?? Now;
}

/// <summary>By what the groups of a series are ranked.</summary>
public enum SeriesRank
{
    /// <summary>The dearest.</summary>
    Cost,

    /// <summary>Those with the most calls that ended.</summary>
    Calls,

    /// <summary>Those with the most tokens of all kinds.</summary>
    Tokens,

    /// <summary>Those with the most calls that failed.</summary>
    Failed,
}
