using System.Diagnostics.CodeAnalysis;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Queries.Latency;

namespace TokenLedger.Reporting.Documents;

/// <summary>
/// How long calls took, in JSON, the same on the command line and in the API. Times are whole milliseconds from the arrival
/// of the request; a percentile is the time at place ⌈p/100 × n⌉ of all n times in ascending order.
/// </summary>
public sealed record LatencyDocument : ReportDocument
{
    [SetsRequiredMembers]
    private LatencyDocument(LatencyReport report, LedgerStamp stamp)
        : base(report.Query, stamp, report.AsOfEntry)
    {
        By = Names(report.Query);
        Rows =
        [
            .. report.Rows.Select(row => new LatencyRowDocument(
                Group(report.Query.Columns, row.Keys),
                LatencyFiguresDocument.Of(row.Figures)
            )
            {
                Before = row.Before is null ? null : LatencyFiguresDocument.Of(row.Before),
            }),
        ];
        Total = LatencyFiguresDocument.Of(report.Total);
        TotalBefore = report.TotalBefore is null ? null : LatencyFiguresDocument.Of(report.TotalBefore);
        RowsLeftOut = report.RowsLeftOut;
    }

    /// <summary>Names of the groupings.</summary>
    public required IReadOnlyList<string> By { get; init; }

    /// <summary>The groups, those with the most calls first.</summary>
    public required IReadOnlyList<LatencyRowDocument> Rows { get; init; }

    /// <summary>All calls, also those of the groups left out.</summary>
    public required LatencyFiguresDocument Total { get; init; }

    /// <summary>All calls of that time; absent when nothing is compared.</summary>
    public LatencyFiguresDocument? TotalBefore { get; init; }

    /// <summary>Groups left out by the limit.</summary>
    public required int RowsLeftOut { get; init; }

    /// <summary>The document of a report.</summary>
    public static LatencyDocument Of(LatencyReport report, LedgerStamp stamp) => new(report, stamp);
}

/// <summary>One group.</summary>
/// <param name="Group">Value of each grouping by its name; null where calls had none.</param>
/// <param name="Figures">Its figures.</param>
public sealed record LatencyRowDocument(IReadOnlyDictionary<string, string?> Group, LatencyFiguresDocument Figures)
{
    /// <summary>Its figures in the time compared with; absent when nothing is compared, or it had no calls then.</summary>
    public LatencyFiguresDocument? Before { get; init; }
}

/// <summary>How long calls took.</summary>
/// <param name="Calls">Calls that ended.</param>
/// <param name="FailedCalls">Those of them that failed; they are in the timings too.</param>
/// <param name="Answer">Until the end of the answer.</param>
/// <param name="FirstByte">Until its first byte.</param>
public sealed record LatencyFiguresDocument(
    long Calls,
    long FailedCalls,
    TimingDocument Answer,
    TimingDocument FirstByte
)
{
    /// <summary>The document of figures.</summary>
    public static LatencyFiguresDocument Of(LatencyFigures figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        return new(
            figures.Calls,
            figures.Failed,
            TimingDocument.Of(figures.Answer),
            TimingDocument.Of(figures.FirstByte)
        );
    }
}
