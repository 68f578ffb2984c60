using System.Diagnostics;
using Microsoft.Data.Sqlite;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Bench.Reports;

/// <summary>The plain table in SQLite, with an index on the instant and 256 MiB of cache.</summary>
internal sealed class PlainSqlite : IDisposable
{
    private readonly SqliteConnection _connection;

    /// <summary>Opens the file, filled if it is new.</summary>
    public PlainSqlite(string file, int rows)
    {
        bool isNew = !File.Exists(file);
        _connection = new($"Data Source={file};Pooling=False");
        _connection.Open();
        Schema.Execute(_connection, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -262144");
        if (isNew)
        {
            Fill(rows);
        }
    }

    /// <summary>Milliseconds of a query, its rows read.</summary>
    public double Time(string sql)
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        long began = Stopwatch.GetTimestamp();
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read()) { }
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private void Fill(int rows)
    {
        IReadOnlyList<string> columns = PlainTable.Columns;
        Schema.Execute(
            _connection,
            $"CREATE TABLE c ({string.Join(", ", columns.Select(one => one + " INTEGER"))}); BEGIN"
        );
        string places = string.Join(',', Enumerable.Range(1, columns.Count).Select(i => "?" + i));
        using Statement insert = new(_connection, $"INSERT INTO c VALUES ({places})");
        SampleRows sample = new(rows);
        long[] values = new long[columns.Count];
        for (int row = 0; row < rows; row++)
        {
            PlainTable.Read(sample.Next(row), values);
            for (int i = 0; i < values.Length; i++)
            {
                insert.Bind(i + 1, values[i]);
            }

            insert.Run();
        }

        Schema.Execute(_connection, "COMMIT; CREATE INDEX at ON c (at)");
    }
}
