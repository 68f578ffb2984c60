using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Exports.Sheets;

/// <summary>An amount of a row, from its two columns.</summary>
internal static class RowAmount
{
    /// <summary>The amount.</summary>
    /// <param name="row">The row.</param>
    /// <param name="micro">Its first column; the second follows it.</param>
    public static Usd Of(ColumnRow row, Field micro) =>
        new SplitAmount(row.Values[(int)micro], row.Values[(int)micro + 1]).Join();
}
