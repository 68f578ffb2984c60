using System.Runtime.CompilerServices;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Exports.Rows;
using TokenLedger.Reporting.Projections;

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
        ExportColumn.Whole("sequence"),
        ExportColumn.Whole("line"),
        new("entry"),
        new("kind"),
        new("call"),
        new("corrects"),
        ExportColumn.Instant("occurred_at"),
        ExportColumn.Instant("recorded_at"),
        .. RowNames.Columns,
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
    ];

    private static readonly int s_ofEntry = 8 + RowNames.Columns.Count;

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
        using RowNames names = new(source.Connection);
        EntryCursor entries = new(source.Ledger.Entries);
        foreach (ColumnRow row in source.Rows(query))
        {
            Entry entry = await entries.ReadAsync(row.Sequence, cancellation).ConfigureAwait(false);
            range.Add(row.Sequence);
            Cell[] common = Common(row, entry, names);
            Usd rest = RowAmount.Of(row, Field.KnownMicro);
            for (int i = 0; i < entry.Lines.Count; i++)
            {
                rest -= entry.Lines[i].Amount ?? Usd.Zero;
                yield return CellsOf(common, i, entry.Lines[i]);
            }

            if (rest != Usd.Zero)
            {
                Cell[] beyond = [.. common];
                beyond[1] = Cell.Of((Int128)entry.Lines.Count);
                beyond[^1] = Cell.Of(rest);
                yield return beyond;
            }
        }
    }

    private static Cell[] Common(ColumnRow row, Entry entry, RowNames names)
    {
        Cell[] cells = new Cell[s_columns.Length];
        cells[0] = Cell.Of(row.Sequence);
        cells[2] = Cell.Of(entry.Id.ToString());
        cells[3] = Cell.Of(RowKind.Of(row));
        cells[4] = Cell.Of(entry.Call?.ToString());
        cells[5] = Cell.Of(entry.Corrects?.ToString());
        cells[6] = Cell.Of((Int128)row.Values[(int)Field.OccurredAt]);
        cells[7] = Cell.Of(EntryTime.ToMicroseconds(entry.RecordedAt));
        names.Fill(row, cells.AsSpan(8));
        return cells;
    }

    private static Cell[] CellsOf(Cell[] common, int number, LineItem line)
    {
        Cell[] cells = [.. common];
        cells[1] = Cell.Of((Int128)number);
        int at = s_ofEntry;
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
        cells[at++] = Cell.Of((long?)line.ErrorPercent);
        cells[at] = Cell.Of(line.Amount);
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
