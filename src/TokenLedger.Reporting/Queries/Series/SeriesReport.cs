namespace TokenLedger.Reporting.Queries.Series;

/// <summary>The answer to a <see cref="SeriesQuery"/>.</summary>
public sealed record SeriesReport
{
    /// <summary>The question.</summary>
    public required SeriesQuery Query { get; init; }

    /// <summary>The periods, one after another without gap.</summary>
    public required IReadOnlyList<SeriesPeriod> Periods { get; init; }

    /// <summary>The series of all calls.</summary>
    public required GroupSeries Total { get; init; }

    /// <summary>The series of the greatest groups, the greatest first; none when the question is not grouped.</summary>
    public required IReadOnlyList<GroupSeries> Groups { get; init; }

    /// <summary>The sum of the groups that have no series of their own; null when there are none.</summary>
    public GroupSeries? Other { get; init; }

    /// <summary>How many groups are in <see cref="Other"/>.</summary>
    public required int GroupsInOther { get; init; }

    /// <summary>What it was in the time compared with; null when nothing is compared.</summary>
    public SeriesSpan? Before { get; init; }

    /// <summary>Ledger entries folded into this answer.</summary>
    public required long AsOfEntry { get; init; }
}

/// <summary>
/// The series of a span of time. Its periods are the calendar's of that time: of the time before there may be one more or
/// less, as months differ.
/// </summary>
/// <param name="Periods">The periods, one after another without gap.</param>
/// <param name="Total">The series of all calls.</param>
/// <param name="Groups">The groups shown, in the order of the report; zeros where no call was of one.</param>
/// <param name="Other">All other groups, of the time before also those that have gone since; null without groups.</param>
public sealed record SeriesSpan(
    IReadOnlyList<SeriesPeriod> Periods,
    GroupSeries Total,
    IReadOnlyList<GroupSeries> Groups,
    GroupSeries? Other
);

/// <summary>One period.</summary>
/// <param name="Start">Its first instant, UTC.</param>
/// <param name="End">The first instant after it, UTC.</param>
/// <param name="IsPartial">
/// Whether only a part of it is in the window: then its figures are not to be compared with those of others.
/// </param>
public sealed record SeriesPeriod(DateTimeOffset Start, DateTimeOffset End, bool IsPartial);

/// <summary>Figures period by period.</summary>
/// <param name="Keys">
/// The group's values, one for each of <see cref="GroupedSlice.Columns"/>, null where calls had none; empty for a sum of
/// groups.
/// </param>
/// <param name="Points">
/// The figures of each period, as many as there are periods. Open calls are in none of them.
/// </param>
public sealed record GroupSeries(IReadOnlyList<string?> Keys, IReadOnlyList<CostFigures> Points)
{
    /// <summary>The sum of all periods.</summary>
    public CostFigures Sum { get; } = Points.Aggregate(CostFigures.None, (sum, point) => sum + point);
}
