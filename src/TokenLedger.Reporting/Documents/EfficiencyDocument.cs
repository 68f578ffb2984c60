using System.Diagnostics.CodeAnalysis;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Queries.Efficiency;

namespace TokenLedger.Reporting.Documents;

/// <summary>What was got for the tokens, in JSON, the same on the command line and in the API.</summary>
public sealed record EfficiencyDocument : ReportDocument
{
    [SetsRequiredMembers]
    private EfficiencyDocument(EfficiencyReport report, LedgerStamp stamp)
        : base(report.Query, stamp, report.AsOfEntry)
    {
        By = Names(report.Query);
        Rows =
        [
            .. report.Rows.Select(row => new EfficiencyRowDocument(
                Group(report.Query.Columns, row.Keys),
                EfficiencyFiguresDocument.Of(row.Figures)
            )
            {
                Before = row.Before is null ? null : EfficiencyFiguresDocument.Of(row.Before),
            }),
        ];
        Total = EfficiencyFiguresDocument.Of(report.Total);
        TotalBefore = report.TotalBefore is null ? null : EfficiencyFiguresDocument.Of(report.TotalBefore);
        RowsLeftOut = report.RowsLeftOut;
    }

    /// <summary>Names of the groupings.</summary>
    public required IReadOnlyList<string> By { get; init; }

    /// <summary>The groups, the dearest first.</summary>
    public required IReadOnlyList<EfficiencyRowDocument> Rows { get; init; }

    /// <summary>All calls, also those of the groups left out.</summary>
    public required EfficiencyFiguresDocument Total { get; init; }

    /// <summary>All calls of that time; absent when nothing is compared.</summary>
    public EfficiencyFiguresDocument? TotalBefore { get; init; }

    /// <summary>Groups left out by the limit.</summary>
    public required int RowsLeftOut { get; init; }

    /// <summary>What entries do not tell, so that no figure is made of it.</summary>
    public IReadOnlyList<string> NotKnown { get; } = EfficiencyReport.NotKnown;

    /// <summary>The document of a report.</summary>
    public static EfficiencyDocument Of(EfficiencyReport report, LedgerStamp stamp) => new(report, stamp);
}

/// <summary>One group.</summary>
/// <param name="Group">Value of each grouping by its name; null where calls had none.</param>
/// <param name="Figures">Its figures.</param>
public sealed record EfficiencyRowDocument(
    IReadOnlyDictionary<string, string?> Group,
    EfficiencyFiguresDocument Figures
)
{
    /// <summary>Its figures in the time compared with; absent when nothing is compared, or it had no calls then.</summary>
    public EfficiencyFiguresDocument? Before { get; init; }
}
