using Microsoft.Data.Sqlite;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Reporting.Exports.Sheets;

/// <summary>What sheets are made from: the projection, and the ledger beside it.</summary>
/// <param name="Connection">The tables.</param>
/// <param name="Columns">The columns.</param>
/// <param name="Ledger">The ledger.</param>
/// <param name="Position">Entries before which the sheet is made: those from it on are not there yet.</param>
internal sealed record SheetSource(SqliteConnection Connection, ColumnView Columns, ExportSource Ledger, long Position)
{
    private static readonly ScanFilter s_booked = new(
        ScanKey.OfField(Field.Status),
        [(long)CallStatus.Adjustment, (long)CallStatus.Correction],
        Excludes: true
    );

    /// <summary>The rows of the columns that a question is about, in the order of the ledger.</summary>
    public IEnumerable<ColumnRow> Rows(Slice query)
    {
        NameNumbers names = new(Connection);
        ScanQuery scan = new()
        {
            Keys = [],
            Measures = [],
            Where = [.. query.AsBooked ? new[] { s_booked } : [], .. query.Where.Select(names.FilterOf)],
            Instant = query.AsBooked ? Field.BookedAt : Field.OccurredAt,
            From = query.Window.From is { } from ? EntryTime.ToMicroseconds(from) : null,
            To = query.Window.To is { } to ? EntryTime.ToMicroseconds(to) : null,
            Before = Position,
        };
        return RowReader.Whole(Columns, scan);
    }
}
