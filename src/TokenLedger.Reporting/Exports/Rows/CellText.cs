using System.Globalization;

namespace TokenLedger.Reporting.Exports.Rows;

/// <summary>Cells as texts, the same in every format that is made of text.</summary>
public static class CellText
{
    /// <summary>The text of a number, an instant or a flag; the text itself of the others.</summary>
    public static string Of(in Cell cell, ExportColumn column) =>
        column.Kind switch
        {
            ColumnKind.Text or ColumnKind.Json => cell.Text ?? "",
            ColumnKind.Exact => ExactDecimal.Format(cell.Number, column.Decimals),
            ColumnKind.Instant => Instant((long)cell.Number),
            ColumnKind.Flag => cell.Number != 0 ? "true" : "false",
            _ => cell.Number.ToString(CultureInfo.InvariantCulture),
        };

    /// <summary>An instant in ISO 8601, UTC: whole seconds where there is nothing below them, else microseconds.</summary>
    public static string Instant(long microseconds)
    {
        DateTime instant = new(
            DateTime.UnixEpoch.Ticks + (microseconds * TimeSpan.TicksPerMicrosecond),
            DateTimeKind.Utc
        );
        return instant.ToString(
            microseconds % 1_000_000 == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'",
            CultureInfo.InvariantCulture
        );
    }
}
