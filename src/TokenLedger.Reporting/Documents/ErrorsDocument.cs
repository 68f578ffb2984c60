using System.Diagnostics.CodeAnalysis;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Queries.Errors;

namespace TokenLedger.Reporting.Documents;

/// <summary>Calls that failed and calls that were not allowed, in JSON, the same on the command line and in the API.</summary>
public sealed record ErrorsDocument : ReportDocument
{
    [SetsRequiredMembers]
    private ErrorsDocument(ErrorReport report, LedgerStamp stamp)
        : base(report.Query, stamp, report.AsOfEntry)
    {
        By = Names(report.Query);
        Rows =
        [
            .. report.Rows.Select(row => new ErrorsRowDocument(
                Group(report.Query.Columns, row.Keys),
                ErrorFiguresDocument.Of(row.Figures)
            )
            {
                Before = row.Before is null ? null : ErrorFiguresDocument.Of(row.Before),
            }),
        ];
        Total = ErrorFiguresDocument.Of(report.Total);
        Outcomes =
        [
            .. report.Outcomes.Select(one => new OutcomeDocument(one.Outcome, one.Calls, one.Failed, one.Rejected)),
        ];
        Statuses = [.. report.Statuses.Select(one => new StatusDocument(one.Status, one.Calls, one.Failed))];
        Rules = [.. report.Rules.Select(one => new RuleDocument(one.Rule, one.Rejected))];
        TotalBefore = report.TotalBefore is null ? null : ErrorFiguresDocument.Of(report.TotalBefore);
        RowsLeftOut = report.RowsLeftOut;
    }

    /// <summary>Names of the groupings.</summary>
    public required IReadOnlyList<string> By { get; init; }

    /// <summary>The groups, those with the most failed and refused calls first.</summary>
    public required IReadOnlyList<ErrorsRowDocument> Rows { get; init; }

    /// <summary>All calls, also those of the groups left out.</summary>
    public required ErrorFiguresDocument Total { get; init; }

    /// <summary>How all calls ended, refused ones too, the most frequent first.</summary>
    public required IReadOnlyList<OutcomeDocument> Outcomes { get; init; }

    /// <summary>With which HTTP status calls ended, in the order of the statuses.</summary>
    public required IReadOnlyList<StatusDocument> Statuses { get; init; }

    /// <summary>What refused calls, the most frequent first.</summary>
    public required IReadOnlyList<RuleDocument> Rules { get; init; }

    /// <summary>All calls of that time; absent when nothing is compared.</summary>
    public ErrorFiguresDocument? TotalBefore { get; init; }

    /// <summary>Groups left out by the limit.</summary>
    public required int RowsLeftOut { get; init; }

    /// <summary>The document of a report.</summary>
    public static ErrorsDocument Of(ErrorReport report, LedgerStamp stamp) => new(report, stamp);
}

/// <summary>One group.</summary>
/// <param name="Group">Value of each grouping by its name; null where calls had none.</param>
/// <param name="Figures">Its figures.</param>
public sealed record ErrorsRowDocument(IReadOnlyDictionary<string, string?> Group, ErrorFiguresDocument Figures)
{
    /// <summary>Its figures in the time compared with; absent when nothing is compared, or it had no calls then.</summary>
    public ErrorFiguresDocument? Before { get; init; }
}

/// <summary>How many calls went wrong.</summary>
/// <param name="Calls">Calls that ended.</param>
/// <param name="FailedCalls">Those of them that ended without the answer they were made for.</param>
/// <param name="ErrorRate">Their share of the calls that ended, 0 to 1.</param>
/// <param name="RejectedCalls">Calls not allowed; nothing was sent for them.</param>
/// <param name="RejectionRate">Their share of all that was asked for, 0 to 1.</param>
public sealed record ErrorFiguresDocument(
    long Calls,
    long FailedCalls,
    decimal ErrorRate,
    long RejectedCalls,
    decimal RejectionRate
)
{
    /// <summary>The document of figures.</summary>
    public static ErrorFiguresDocument Of(ErrorFigures figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        return new(figures.Calls, figures.Failed, figures.ErrorRate, figures.Rejected, figures.RejectionRate);
    }
}

/// <summary>Calls that ended in one way.</summary>
/// <param name="Outcome">How; absent where entries do not say.</param>
/// <param name="Calls">Calls that ended so.</param>
/// <param name="FailedCalls">Those of them that count as failed.</param>
/// <param name="RejectedCalls">Calls refused for this reason.</param>
public sealed record OutcomeDocument(string? Outcome, long Calls, long FailedCalls, long RejectedCalls);

/// <summary>Calls that ended with one HTTP status.</summary>
/// <param name="Status">The upstream's; absent where there was none.</param>
/// <param name="Calls">Calls that ended with it.</param>
/// <param name="FailedCalls">Those of them that failed.</param>
public sealed record StatusDocument(int? Status, long Calls, long FailedCalls);

/// <summary>Calls that one rule refused.</summary>
/// <param name="Rule">The budget, limit or rule; absent where the entry names none.</param>
/// <param name="RejectedCalls">Calls.</param>
public sealed record RuleDocument(string? Rule, long RejectedCalls);
