using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Exports.Rows;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Reporting.Exports.Sheets;

/// <summary>
/// The columns of the time compared with, behind the figures of a sheet: the same figures of then, and how what was spent has
/// changed since.
/// </summary>
internal static class TimeBefore
{
    /// <summary>What the names of figures of then end with.</summary>
    public const string Ending = "_before";

    /// <summary>The columns.</summary>
    /// <param name="figures">The figures of now.</param>
    public static IEnumerable<ExportColumn> Columns(IEnumerable<ExportColumn> figures) =>
        [
            .. figures.Select(figure => figure with { Name = figure.Name + Ending }),
            ExportColumn.Amount("difference_usd"),
            new("percent", ColumnKind.Exact, CostChange.PercentDecimals),
        ];

    /// <summary>The cells of the last two columns.</summary>
    /// <param name="now">What is spent now.</param>
    /// <param name="before">What was then.</param>
    public static Cell[] Change(Usd now, Usd before) =>
        [Cell.Of(now - before), Cell.Of(CostChange.PercentOf(now - before, before), CostChange.PercentDecimals)];
}
