using System.Diagnostics.CodeAnalysis;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Queries.Series;

namespace TokenLedger.Reporting.Documents;

/// <summary>What happened period by period, in JSON, the same on the command line and in the API.</summary>
public sealed record SeriesDocument : ReportDocument
{
    [SetsRequiredMembers]
    private SeriesDocument(SeriesReport report, LedgerStamp stamp)
        : base(report.Query, stamp, report.AsOfEntry)
    {
        Per = report.Query.Per.ToString().ToLowerInvariant();
        By = Names(report.Query);
        Periods = [.. report.Periods.Select(Period)];
        Total = Points(report.Total);
        Groups = Series(report.Groups, report.Query);
        Other = report.Other is { } other ? Points(other) : [];
        GroupsInOther = report.GroupsInOther;
        Before = report.Before is { } before ? Span(before, report.Query) : null;
    }

    /// <summary>How long a period is: minute, hour, day, week (from Monday), month, quarter or year.</summary>
    public required string Per { get; init; }

    /// <summary>Names of the groupings; empty for all calls together.</summary>
    public required IReadOnlyList<string> By { get; init; }

    /// <summary>The periods, one after another without gap.</summary>
    public required IReadOnlyList<PeriodDocument> Periods { get; init; }

    /// <summary>The figures of all calls, one for each period.</summary>
    public required IReadOnlyList<PointDocument> Total { get; init; }

    /// <summary>The greatest groups, the greatest first.</summary>
    public required IReadOnlyList<GroupSeriesDocument> Groups { get; init; }

    /// <summary>The figures of all other groups together, one for each period; empty when there are none.</summary>
    public required IReadOnlyList<PointDocument> Other { get; init; }

    /// <summary>How many groups are in <see cref="Other"/>.</summary>
    public required int GroupsInOther { get; init; }

    /// <summary>The same in the time compared with, of the groups shown here; absent when it is with none.</summary>
    public SeriesSpanDocument? Before { get; init; }

    /// <summary>The document of a report.</summary>
    public static SeriesDocument Of(SeriesReport report, LedgerStamp stamp) => new(report, stamp);

    private static SeriesSpanDocument Span(SeriesSpan span, SeriesQuery query) =>
        new(
            [.. span.Periods.Select(Period)],
            Points(span.Total),
            Series(span.Groups, query),
            span.Other is { } other ? Points(other) : []
        );

    private static PeriodDocument Period(SeriesPeriod period) => new(period.Start, period.End, period.IsPartial);

    private static IReadOnlyList<GroupSeriesDocument> Series(IReadOnlyList<GroupSeries> groups, SeriesQuery query) =>
        [.. groups.Select(group => new GroupSeriesDocument(Group(query.Columns, group.Keys), Points(group)))];

    private static IReadOnlyList<PointDocument> Points(GroupSeries series) =>
        [.. series.Points.Select(PointDocument.Of)];
}

/// <summary>A series in the time compared with, whose periods are the calendar's of that time.</summary>
/// <param name="Periods">The periods, one after another without gap.</param>
/// <param name="Total">The figures of all calls, one for each period.</param>
/// <param name="Groups">The groups shown in the report, in its order; zeros where no call was of one then.</param>
/// <param name="Other">All other groups together, also those that have gone since; empty without groups.</param>
public sealed record SeriesSpanDocument(
    IReadOnlyList<PeriodDocument> Periods,
    IReadOnlyList<PointDocument> Total,
    IReadOnlyList<GroupSeriesDocument> Groups,
    IReadOnlyList<PointDocument> Other
);

/// <summary>One period.</summary>
/// <param name="Start">Its first instant.</param>
/// <param name="End">The first instant after it.</param>
/// <param name="Partial">Whether only a part of it is in the window.</param>
public sealed record PeriodDocument(DateTimeOffset Start, DateTimeOffset End, bool Partial);

/// <summary>The series of one group.</summary>
/// <param name="Group">Value of each grouping by its name; null where calls had none.</param>
/// <param name="Points">Its figures, one for each period.</param>
public sealed record GroupSeriesDocument(
    IReadOnlyDictionary<string, string?> Group,
    IReadOnlyList<PointDocument> Points
);
