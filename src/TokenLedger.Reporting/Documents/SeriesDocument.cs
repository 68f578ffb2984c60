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
        Periods = [.. report.Periods.Select(period => new PeriodDocument(period.Start, period.End, period.IsPartial))];
        Total = Points(report.Total);
        Groups =
        [
            .. report.Groups.Select(group => new GroupSeriesDocument(
                Group(report.Query.Columns, group.Keys),
                Points(group)
            )),
        ];
        Other = report.Other is { } other ? Points(other) : [];
        GroupsInOther = report.GroupsInOther;
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

    /// <summary>The document of a report.</summary>
    public static SeriesDocument Of(SeriesReport report, LedgerStamp stamp) => new(report, stamp);

    private static IReadOnlyList<PointDocument> Points(GroupSeries series) =>
        [.. series.Points.Select(PointDocument.Of)];
}

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
