using System.Runtime.CompilerServices;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Exports.Rows;

namespace TokenLedger.Reporting.Exports.Sheets;

/// <summary>
/// One row for each line item of the entries that are rows of <see cref="CallSheet"/>: quantity, rate and amount. What an
/// entry costs beyond its lines is a row of its own without a meter, so that the amounts always sum to the ledger's.
/// </summary>
internal static class LineSheet
{
    private static readonly Dictionary<string, string> s_units = MeterUnits.All.ToDictionary(
        unit => unit.Name,
        unit => unit.Unit
    );

    private static readonly ExportColumn[] s_columns =
    [
        .. EntryHead.Columns,
        ExportColumn.Whole("line"),
        new("meter"),
        new("unit"),
        ExportColumn.Quantity("quantity"),
        ExportColumn.Quantity("billed_quantity"),
        new("rate_usd"),
        ExportColumn.Whole("per"),
        new("multipliers"),
        new("priced_as"),
        new("rate_id"),
        new("provenance"),
        ExportColumn.Whole("error_percent"),
        ExportColumn.Amount("amount_usd"),
        .. KnownAmount.Columns,
    ];

    private static readonly int s_ofEntry = EntryHead.Columns.Count;

    /// <summary>The sheet.</summary>
    public static Sheet Of(SheetSource source, ExportQuery query)
    {
        EntryRange range = new();
        return new(s_columns, cancellation => ReadAsync(source, query, range, cancellation), range);
    }

    private static async IAsyncEnumerable<Cell[]> ReadAsync(
        SheetSource source,
        ExportQuery query,
        EntryRange range,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        await foreach (
            (ColumnRow row, Entry entry, Cell[] head) in EntryHead
                .ReadAsync(source, query, s_columns.Length, range, cancellation)
                .ConfigureAwait(false)
        )
        {
            KnownAmount rest = KnownAmount.Of(row);
            for (int i = 0; i < entry.Lines.Count; i++)
            {
                rest -= KnownAmount.Of(entry.Lines[i]);
                yield return CellsOf(head, i, entry.Lines[i]);
            }

            if (rest != default)
            {
                yield return Beyond(head, entry.Lines.Count, rest);
            }
        }
    }

    /// <summary>What an entry costs beyond its lines, or what its parts rest on otherwise than they say.</summary>
    private static Cell[] Beyond(Cell[] head, int number, KnownAmount rest)
    {
        Cell[] cells = [.. head];
        cells[s_ofEntry] = Cell.Of((Int128)number);
        Amount(cells, rest.Whole, rest);
        return cells;
    }

    private static void Amount(Cell[] cells, Usd? amount, KnownAmount parts)
    {
        int at = s_columns.Length - 1 - KnownAmount.Columns.Count;
        cells[at] = Cell.Of(amount);
        parts.Cells.CopyTo(cells, at + 1);
    }

    private static Cell[] CellsOf(Cell[] head, int number, LineItem line)
    {
        Cell[] cells = [.. head];
        int at = s_ofEntry;
        cells[at++] = Cell.Of((Int128)number);
        cells[at++] = Cell.Of(line.Meter);
        cells[at++] = Cell.Of(s_units.GetValueOrDefault(line.Meter));
        cells[at++] = Cell.Of(line.Quantity, ExportColumn.QuantityDecimals);
        cells[at++] = Cell.Of(line.BilledQuantity, ExportColumn.QuantityDecimals);
        cells[at++] = Cell.Of(line.Rate);
        cells[at++] = line.Per == 0 ? Cell.None : Cell.Of((Int128)line.Per);
        cells[at++] = Cell.Of(line.Multipliers.Count == 0 ? null : string.Join(" * ", line.Multipliers));
        cells[at++] = Cell.Of(line.PricedAs);
        cells[at++] = Cell.Of(line.RateId);
        cells[at++] = Cell.Of(NameOf(line.Provenance));
        cells[at] = Cell.Of((long?)line.ErrorPercent);
        Amount(cells, line.Amount, KnownAmount.Of(line));
        return cells;
    }

    private static string NameOf(Provenance provenance) =>
        provenance switch
        {
            Provenance.Counted => "counted",
            Provenance.Estimated => "estimated",
            _ => "reported",
        };
}
