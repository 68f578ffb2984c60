using System.Globalization;
using Microsoft.Data.Sqlite;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Bench.Pages;

/// <summary>Views of many calls, written as they lie on disk: folding as many entries takes minutes.</summary>
internal static class ManyCalls
{
    private const int Batch = 8192;
    private const int Tag = 1_000_000;

    // Columns of the table with a row for each call, and the field of the columns that has the same.
    private static readonly (string Column, Field Field)[] s_fields =
    [
        ("row", Field.Sequence),
        ("status", Field.Status),
        ("occurred_at", Field.OccurredAt),
        ("booked_at", Field.BookedAt),
        ("http_status", Field.HttpStatus),
        ("latency_ms", Field.Latency),
        ("first_byte_ms", Field.FirstByte),
        ("input", Field.Input),
        ("cached", Field.Cached),
        ("written", Field.Written),
        ("output", Field.Output),
        ("reasoning", Field.Reasoning),
        ("known_micro", Field.KnownMicro),
        ("known_rest", Field.KnownRest),
        ("estimated_micro", Field.EstimatedMicro),
        ("unpriced", Field.Unpriced),
    ];

    /// <summary>Writes them.</summary>
    /// <returns>When the last of them was, UTC.</returns>
    public static DateTimeOffset Write(ViewsFolder folder, int rows)
    {
        Directory.CreateDirectory(folder.Path);
        using SqliteConnection connection = ViewsFolder.Open(folder.Database, SqliteOpenMode.ReadWriteCreate);
        Schema.Execute(connection, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -262144");
        string name = ColumnFolder.NewName();
        Schema.Create(connection, name);
        Schema.Execute(connection, "BEGIN");
        Names(connection);
        using ColumnStore columns = ColumnStore.Open(ColumnFolder.Beside(folder.Database, name))!;
        string dimensions = string.Concat(
            ColumnsBench.s_dimensions.Select(one => ", " + Dimensions.Columns[one.Dimension])
        );
        string[] own = [.. s_fields.Select(one => one.Column)];
        int places = own.Length + ColumnsBench.s_dimensions.Length;
        using Statement insert = new(
            connection,
            $"INSERT INTO calls ({string.Join(", ", own)}{dimensions}, call, attempt, estimated_rest) VALUES ({string.Join(',', Enumerable.Range(1, places).Select(i => "?" + i))}, randomblob(16), 1, 0)"
        );
        Random random = new(7);
        List<ColumnRow> batch = new(Batch);
        for (int row = 0; row < rows; row++)
        {
            ColumnRow one = ColumnsBench.Row(row, random);
            Insert(insert, one);
            batch.Add(one);
            if (batch.Count == Batch || row == rows - 1)
            {
                columns.Append(batch, row + 1);
                batch.Clear();
            }
        }

        Schema.Execute(connection, $"UPDATE position SET next = {rows.ToString(CultureInfo.InvariantCulture)}; COMMIT");
        return DateTimeOffset.UnixEpoch.AddMicroseconds(ColumnsBench.Start + (rows * ColumnsBench.PerRow));
    }

    private static void Insert(Statement insert, ColumnRow row)
    {
        int at = 1;
        foreach ((_, Field field) in s_fields)
        {
            insert.Bind(at++, row.Values[(int)field]);
        }

        foreach ((_, int dimension, _) in ColumnsBench.s_dimensions)
        {
            insert.Bind(at++, row.Values[ColumnLayout.OfDimension(dimension)]);
        }

        insert.Run();
    }

    private static void Names(SqliteConnection connection)
    {
        using Statement insert = new(connection, "INSERT INTO names VALUES (?1, ?2)");
        int id = 1;
        foreach ((string name, _, int values) in ColumnsBench.s_dimensions)
        {
            for (int i = 0; i < values; i++)
            {
                insert.Bind(1, id++).Bind(2, $"{name}-{i}").Run();
            }
        }

        for (int i = 0; i < 12; i++)
        {
            insert.Bind(1, id++).Bind(2, $"team-{i}").Run();
        }

        insert.Bind(1, Tag).Bind(2, "team").Run();
    }
}
