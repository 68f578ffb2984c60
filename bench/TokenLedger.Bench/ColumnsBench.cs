using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Bench;

/// <summary>
/// Reports over many calls: the columns beside a plain SQLite table with the same rows, the same questions in one run.
/// </summary>
internal static class ColumnsBench
{
    private const int Rounds = 15;
    private const long Start = 1_700_000_000_000_000;
    private const long PerRow = 250_000; // microseconds: ten million calls in a month

    private static readonly (string Name, int Dimension, int Values)[] s_dimensions =
    [
        ("tenant", Dimensions.Tenant, 20),
        ("key", Dimensions.Key, 400),
        ("feature", Dimensions.Feature, 40),
        ("user", Dimensions.User, 20_000),
        ("session", Dimensions.Session, 400_000),
        ("agent", Dimensions.Agent, 60),
        ("provider", Dimensions.Provider, 6),
        ("model", Dimensions.Model, 45),
    ];

    private static readonly Measure[] s_measures =
    [
        new(Field.Calls, Measure.Of(CallStatus.Settled, CallStatus.Voided)),
        new(Field.Input, Measure.Any),
        new(Field.Cached, Measure.Any),
        new(Field.Written, Measure.Any),
        new(Field.Output, Measure.Any),
        new(Field.Reasoning, Measure.Any),
        new(Field.KnownMicro, Measure.Any),
        new(Field.KnownRest, Measure.Any),
        new(Field.EstimatedMicro, Measure.Any),
        new(Field.Unpriced, Measure.Any),
    ];

    public static int Run(string[] args)
    {
        int rows = (int)(1_000_000 * (args.Length > 0 ? decimal.Parse(args[0], CultureInfo.InvariantCulture) : 1));
        bool besideSqlite = !args.Contains("alone");
        string root = Path.Combine(Path.GetTempPath(), "tokenledger-columns-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(root);
        try
        {
            ColumnFolder folder = new(Path.Combine(root, "columns"));
            Fill(folder, rows);
            using SqliteConnection? sqlite = besideSqlite ? FillSqlite(Path.Combine(root, "plain.db"), rows) : null;
            Questions(folder, sqlite, rows);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }

        return 0;
    }

    private static void Fill(ColumnFolder folder, int rows)
    {
        long began = Stopwatch.GetTimestamp();
        using ColumnStore store = ColumnStore.Open(folder)!;
        Random random = new(7);
        List<ColumnRow> batch = new(4096);
        for (int row = 0; row < rows; row++)
        {
            batch.Add(Row(row, random));
            if (batch.Count == 4096 || row == rows - 1)
            {
                store.Append(batch, row + 1);
                batch.Clear();
            }
        }

        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        long bytes = Directory.GetFiles(folder.Path).Sum(file => new FileInfo(file).Length);
        Console.WriteLine(
            $"{rows:N0} rows: {rows / seconds:N0} rows/s into the columns, {(double)bytes / rows:N0} bytes a row"
        );
    }

    private static ColumnRow Row(int row, Random random)
    {
        long[] values = new long[ColumnLayout.Fixed];
        values[(int)Field.Sequence] = row;
        values[(int)Field.Status] = random.Next(50) == 0 ? (long)CallStatus.Voided : (long)CallStatus.Settled;
        values[(int)Field.OccurredAt] = Start + (row * PerRow) - random.Next(3_000_000);
        values[(int)Field.BookedAt] = Start + (row * PerRow);
        values[(int)Field.Calls] = 1;
        values[(int)Field.HttpStatus] = 200;
        values[(int)Field.Latency] = random.Next(100, 60_000);
        values[(int)Field.FirstByte] = random.Next(50, 5_000);
        values[(int)Field.Input] = random.Next(20, 30_000);
        values[(int)Field.Cached] = random.Next(3) == 0 ? random.Next(90_000) : 0;
        values[(int)Field.Output] = random.Next(1, 4_000);
        values[(int)Field.Reasoning] = random.Next(4) == 0 ? random.Next(9_000) : 0;
        values[(int)Field.KnownMicro] = random.Next(10, 400_000);
        values[(int)Field.KnownRest] = random.Next(1_000_000);
        int name = 1;
        foreach ((_, int dimension, int count) in s_dimensions)
        {
            // Squared: a few of each make most of the calls, as they do.
            double part = random.NextDouble();
            values[ColumnLayout.OfDimension(dimension)] = name + (int)(part * part * count);
            name += count;
        }

        return new ColumnRow(values, random.Next(2) == 0 ? [new(1_000_000, name + random.Next(12))] : []);
    }

    private static SqliteConnection FillSqlite(string file, int rows)
    {
        SqliteConnection connection = new($"Data Source={file};Pooling=False");
        connection.Open();
        string names = string.Join(", ", s_dimensions.Select(one => one.Name));
        Schema.Execute(
            connection,
            $"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -262144; CREATE TABLE c (at INTEGER, status INTEGER, {names}, input INTEGER, cached INTEGER, written INTEGER, output INTEGER, reasoning INTEGER, micro INTEGER, rest INTEGER, estimated INTEGER, unpriced INTEGER); BEGIN"
        );
        using Statement insert = new(
            connection,
            $"INSERT INTO c VALUES ({string.Join(',', Enumerable.Range(1, 11 + s_dimensions.Length).Select(i => "?" + i))})"
        );
        Random random = new(7);
        for (int row = 0; row < rows; row++)
        {
            long[] values = Row(row, random).Values;
            int at = 1;
            insert.Bind(at++, values[(int)Field.OccurredAt]).Bind(at++, values[(int)Field.Status]);
            foreach ((_, int dimension, _) in s_dimensions)
            {
                insert.Bind(at++, values[ColumnLayout.OfDimension(dimension)]);
            }

            foreach (
                Field field in (ReadOnlySpan<Field>)
                    [
                        Field.Input,
                        Field.Cached,
                        Field.Written,
                        Field.Output,
                        Field.Reasoning,
                        Field.KnownMicro,
                        Field.KnownRest,
                        Field.EstimatedMicro,
                        Field.Unpriced,
                    ]
            )
            {
                insert.Bind(at++, values[(int)field]);
            }

            insert.Run();
        }

        Schema.Execute(connection, "COMMIT; CREATE INDEX at ON c (at)");
        return connection;
    }

    private static void Questions(ColumnFolder folder, SqliteConnection? sqlite, int rows)
    {
        long end = Start + (rows * PerRow);
        long week = 7L * 86_400 * 1_000_000;
        (string What, string[] By, long? From)[] questions =
        [
            ("total", [], null),
            ("model", ["model"], null),
            ("tenant", ["tenant"], null),
            ("user (20,000)", ["user"], null),
            ("session (400,000)", ["session"], null),
            ("feature × model", ["feature", "model"], null),
            ("tenant × user × model", ["tenant", "user", "model"], null),
            ("model, last 7 days", ["model"], end - week),
        ];
        Console.WriteLine($"opened in {TimeOpening(folder):N1} ms");
        using ColumnView view = ColumnView.Open(folder)!;
        Console.WriteLine("question | groups | columns median ms | p95 ms | plain SQLite ms | ratio");
        foreach ((string what, string[] by, long? from) in questions)
        {
            ScanQuery query = new()
            {
                Keys =
                [
                    .. by.Select(name => ScanKey.OfDimension(s_dimensions.First(one => one.Name == name).Dimension)),
                ],
                Measures = s_measures,
                From = from,
                Before = long.MaxValue,
            };
            (double median, double p95, int groups) = Time(view, query);
            double plain = sqlite is null ? 0 : TimeSqlite(sqlite, by, from);
            Console.WriteLine($"{what} | {groups:N0} | {median:N1} | {p95:N1} | {plain:N0} | {plain / median:N0}");
        }

        ScanQuery days = new()
        {
            Keys =
            [
                ScanKey.OfPeriods([
                    .. Enumerable
                        .Range(0, 1 + (int)(rows * PerRow / 86_400_000_000))
                        .Select(day => Start + (day * 86_400_000_000L)),
                ]),
            ],
            Measures = s_measures,
            Before = long.MaxValue,
        };
        (double daily, double slow, int found) = Time(view, days);
        Console.WriteLine($"per day | {found:N0} | {daily:N1} | {slow:N1} | |");
        ScanQuery tags = days with { Keys = [ScanKey.OfTag(1_000_000)] };
        (daily, slow, found) = Time(view, tags);
        Console.WriteLine($"a tag | {found:N0} | {daily:N1} | {slow:N1} | |");
    }

    private static (double Median, double P95, int Groups) Time(ColumnView view, ScanQuery query)
    {
        List<double> times = [];
        int groups = 0;
        for (int round = 0; round < Rounds; round++)
        {
            long began = Stopwatch.GetTimestamp();
            groups = Scan.Run(view, query).Count;
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        times.Sort();
        return (times[Rounds / 2], times[Rounds * 95 / 100], groups);
    }

    private static double TimeOpening(ColumnFolder folder)
    {
        List<double> times = [];
        for (int round = 0; round < Rounds; round++)
        {
            long began = Stopwatch.GetTimestamp();
            ColumnView.Open(folder)!.Dispose();
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        times.Sort();
        return times[Rounds / 2];
    }

    private static double TimeSqlite(SqliteConnection connection, string[] by, long? from)
    {
        string keys = string.Concat(by.Select(name => name + ", "));
        string group = by.Length == 0 ? "" : " GROUP BY " + string.Join(", ", by);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText =
            $"SELECT {keys}sum(status IN (1, 2)), sum(input), sum(cached), sum(written), sum(output), sum(reasoning), sum(micro), sum(rest), sum(estimated), sum(unpriced) FROM c"
            + (from is { } first ? $" WHERE at >= {first}" : "")
            + group;
        long began = Stopwatch.GetTimestamp();
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read()) { }
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }
}
