using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Bench.Reports;

/// <summary>
/// A projection of made-up calls, made without a ledger because ten million entries take an hour to book: the columns hold
/// every row, the tables the names, the calls of two attempts, open calls and outcomes, which is what reports read of them.
/// </summary>
internal static class SampleViews
{
    private const int OpenCalls = 200;
    private const int AtOnce = 4096;

    /// <summary>Makes it.</summary>
    public static void Make(ViewsFolder folder, int rows)
    {
        long began = Stopwatch.GetTimestamp();
        Directory.CreateDirectory(folder.Path);
        using SqliteConnection connection = ViewsFolder.Open(folder.Database, SqliteOpenMode.ReadWriteCreate);
        string name = ColumnFolder.NewName();
        Schema.Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF");
        Schema.Create(connection, name);
        Schema.Execute(connection, "BEGIN");
        ColumnFolder columns = ColumnFolder.Beside(folder.Database, name);
        FillColumns(connection, columns, rows);
        FillNames(connection);
        FillOutcomes(connection, rows);
        Schema.Execute(connection, $"UPDATE position SET next = {rows}");
        Schema.Execute(connection, "COMMIT");
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        long bytes = Directory.GetFiles(columns.Path).Sum(file => new FileInfo(file).Length);
        Console.WriteLine($"{rows:N0} rows made in {seconds:N0} s, {(double)bytes / rows:N0} bytes a row");
    }

    private static void FillColumns(SqliteConnection connection, ColumnFolder columns, int rows)
    {
        using ColumnStore store = ColumnStore.Open(columns)!;
        using CallTable calls = new(connection);
        SampleRows sample = new(rows);
        List<ColumnRow> batch = new(AtOnce);
        ColumnRow? before = null;
        for (int row = 0; row < rows; row++)
        {
            ColumnRow made = sample.Next(row);
            batch.Add(made);
            if (SampleRows.IsSecondAttempt(row))
            {
                Guid call = Guid.CreateVersion7();
                calls.Write(CallOf(before!, call, CallStatus.Settled));
                calls.Write(CallOf(made, call, CallStatus.Settled));
            }

            if (batch.Count == AtOnce || row == rows - 1)
            {
                store.Append(batch, row + 1);
                batch.Clear();
            }

            before = made;
        }

        ColumnRow last = sample.Next(1);
        for (int open = 0; open < OpenCalls; open++)
        {
            last.Values[(int)Field.Call] = rows + open;
            calls.Write(CallOf(last, Guid.CreateVersion7(), CallStatus.Open));
        }
    }

    private static CallRow CallOf(ColumnRow row, Guid id, CallStatus status)
    {
        CallRow call = new(row.Values[(int)Field.Call], id)
        {
            Attempt = (int)row.Values[(int)Field.Attempt],
            Status = status,
            OccurredAt = row.Values[(int)Field.OccurredAt],
            BookedAt = row.Values[(int)Field.BookedAt],
        };
        for (int i = 0; i < Dimensions.Count; i++)
        {
            call.Names[i] = row.Values[ColumnLayout.OfDimension(i)] is var number and not 0 ? number : null;
        }

        return call;
    }

    private static void FillNames(SqliteConnection connection)
    {
        using Statement insert = new(connection, "INSERT INTO names (id, text) VALUES (?1, ?2)");
        foreach ((long number, string text) in SampleRows.Names())
        {
            insert.Bind(1, number).Bind(2, text).Run();
        }

        // What only outcomes have.
        insert.Bind(1, SampleRows.Tag + 1).Bind(2, "ticket resolved").Run();
    }

    /// <summary>One outcome for every hundred calls, in a session that there is.</summary>
    private static void FillOutcomes(SqliteConnection connection, int rows)
    {
        Random random = new(11);
        using Statement insert = new(
            connection,
            "INSERT INTO outcomes (sequence, occurred_at, booked_at, name, success, value_micro, value_rest, tenant, session, feature) "
                + "VALUES (?1, ?2, ?2, ?3, ?4, ?5, 0, ?6, ?7, ?8)"
        );
        for (int i = 0; i < rows / 100; i++)
        {
            int session = random.Next(400_000);
            insert
                .Bind(1, i)
                .Bind(2, SampleRows.Start + (SampleRows.Length / (rows / 100) * i))
                .Bind(3, SampleRows.Tag + 1)
                .Bind(4, random.Next(4) == 0 ? 0 : 1)
                .Bind(5, random.Next(5_000_000))
                .Bind(6, SampleRows.FirstOf(Dimensions.Tenant) + (session % 20))
                .Bind(7, SampleRows.FirstOf(Dimensions.Session) + session)
                .Bind(8, SampleRows.FirstOf(Dimensions.Feature) + random.Next(40))
                .Run();
        }
    }
}

/// <summary>Stands for the ledger where a report shows single entries: each is a settlement as the gateway writes it.</summary>
internal sealed class SampleSource(long size) : IEntrySource
{
    private readonly ReadOnlyMemory<byte> _entry = CanonicalEntry.Encode(
        SampleEntries.Settlement(
            SampleEntries.Authorization(DateTimeOffset.UnixEpoch.AddYears(56)),
            DateTimeOffset.UnixEpoch.AddYears(56)
        ) with
        {
            RecordedAt = DateTimeOffset.UnixEpoch.AddYears(56),
        }
    );

    /// <inheritdoc/>
    public long Size => size;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredEntry>> ReadAsync(long from, int most, CancellationToken cancellation) =>
        new([.. Enumerable.Range(0, most).Select(i => new StoredEntry(from + i, _entry))]);
}
