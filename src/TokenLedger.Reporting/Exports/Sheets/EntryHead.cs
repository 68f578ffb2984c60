using System.Runtime.CompilerServices;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Exports.Rows;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Exports.Sheets;

/// <summary>
/// What rows of single entries begin with: which entry it is and whose. Of each ended call (each attempt of it) and each
/// adjustment, in the order of the ledger.
/// </summary>
internal static class EntryHead
{
    private const int BeforeNames = 7;

    /// <summary>The columns.</summary>
    public static IReadOnlyList<ExportColumn> Columns { get; } =
    [
        ExportColumn.Whole("sequence"),
        new("entry"),
        new("kind"),
        new("call"),
        new("corrects"),
        ExportColumn.Instant("occurred_at"),
        ExportColumn.Instant("recorded_at"),
        .. RowNames.Columns,
    ];

    /// <summary>The entries that a question is about, each with its row and a row of cells of which the head is filled in.</summary>
    /// <param name="source">What it is made from.</param>
    /// <param name="query">The question.</param>
    /// <param name="columns">Cells of a row.</param>
    /// <param name="range">Told the entries read.</param>
    /// <param name="cancellation">Stops between entries.</param>
    public static async IAsyncEnumerable<(ColumnRow Row, Entry Entry, Cell[] Cells)> ReadAsync(
        SheetSource source,
        ExportQuery query,
        int columns,
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
            Cell[] cells = new Cell[columns];
            Fill(row, entry, names, cells);
            yield return (row, entry, cells);
        }
    }

    private static void Fill(ColumnRow row, Entry entry, RowNames names, Cell[] cells)
    {
        cells[0] = Cell.Of(row.Sequence);
        cells[1] = Cell.Of(entry.Id.ToString());
        cells[2] = Cell.Of(RowKind.Of(row));
        cells[3] = Cell.Of(entry.Call?.ToString());
        cells[4] = Cell.Of(entry.Corrects?.ToString());
        cells[5] = Cell.Of((Int128)row.Values[(int)Field.OccurredAt]);
        cells[6] = Cell.Of(EntryTime.ToMicroseconds(entry.RecordedAt));
        names.Fill(row, cells.AsSpan(BeforeNames));
    }
}
