using System.Diagnostics;
using System.Globalization;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Bench.Reports;

/// <summary>
/// Whole reports over many calls: as a command asks them, which opens everything anew, and as the server does, which
/// keeps the columns open and remembers what sealed segments answered; beside plain SQLite and PostgreSQL with the same rows.
/// </summary>
internal static class ReportsBench
{
    private const int MostRounds = 20;
    private const int MostWarmUp = 40;
    private static readonly TimeSpan s_most = TimeSpan.FromSeconds(2.5);

    /// <summary>Runs it: <c>[MILLIONS] [alone] [served] [keep=FOLDER] [only=TEXT|TEXT]</c>.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        int rows = (int)(1_000_000 * (args.Length > 0 ? decimal.Parse(args[0], CultureInfo.InvariantCulture) : 0.1m));
        string? kept = After(args, "keep=");
        string root = kept ?? Path.Combine(Path.GetTempPath(), "tokenledger-reports-" + Guid.NewGuid().ToString("N"));
        try
        {
            Directory.CreateDirectory(root);
            await RunAsync(root, rows, Asked(After(args, "only=")), args.Contains("served"), !args.Contains("alone"));
        }
        finally
        {
            if (kept is null)
            {
                Directory.Delete(root, recursive: true);
            }
        }

        return 0;
    }

    private static string? After(string[] args, string name) =>
        args.FirstOrDefault(arg => arg.StartsWith(name, StringComparison.Ordinal))?[name.Length..];

    private static IEnumerable<ReportQuestion> Asked(string? only) =>
        ReportQuestion.All.Where(one => only is null || only.Split('|').Any(one.Name.Contains));

    private static async Task RunAsync(
        string root,
        int rows,
        IEnumerable<ReportQuestion> asked,
        bool servedOnly,
        bool besideOthers
    )
    {
        ViewsFolder folder = new(Path.Combine(root, "views"));
        if (!File.Exists(folder.Database))
        {
            SampleViews.Make(folder, rows);
        }

        using PlainSqlite? sqlite = besideOthers ? new(Path.Combine(root, "plain.db"), rows) : null;
        using PlainPostgres? postgres = besideOthers ? PlainPostgres.Start(Path.Combine(root, "postgres"), rows) : null;
        using KeptViews server = new();
        SampleSource ledger = new(rows);
        Console.WriteLine(
            "| Report | anew: median ms | p95 | processor ms | server, first: ms | again: median ms | p95 | processor ms |"
                + (besideOthers ? " SQLite ms | PostgreSQL ms |" : "")
        );
        Console.WriteLine("|---|---|---|---|---|---|---|---|" + (besideOthers ? "---|---|" : ""));
        foreach (ReportQuestion question in asked)
        {
            (double[] anew, double busy) = servedOnly ? ([0], 0) : await TimesAsync(question, folder, null, ledger);
            (double[] again, double busyAgain) = await TimesAsync(question, folder, server, ledger);
            double first = again[0];
            again = again[1..];
            string? sql = question.Sql;
            string plain = sql is null || sqlite is null ? "" : $"{sqlite.Time(sql):N0}";
            string other =
                sql is null || postgres is null ? "" : $"{Math.Min(postgres.Time(sql), postgres.Time(sql)):N0}";
            Console.WriteLine(
                $"| {question.Name} | {At(anew, 50):N0} | {At(anew, 95):N0} | {busy:N0} | {first:N0} | {At(again, 50):N1} | {At(again, 95):N1} | {busyAgain:N1} |"
                    + (besideOthers ? $" {plain} | {other} |" : "")
            );
        }

        Console.WriteLine(
            $"load of the machine {File.ReadAllText("/proc/loadavg").Split(' ')[0]}, {Environment.ProcessorCount} cores"
        );
        using Process self = Process.GetCurrentProcess();
        Console.WriteLine(
            $"resident {self.WorkingSet64 >> 20:N0} MiB, of which managed {GC.GetTotalMemory(true) >> 20:N0} MiB; most {self.PeakWorkingSet64 >> 20:N0} MiB"
        );
    }

    private static async Task<(double[] Times, double Processor)> TimesAsync(
        ReportQuestion question,
        ViewsFolder folder,
        KeptViews? kept,
        IEntrySource ledger
    )
    {
        double? first = kept is null ? null : await WarmUpAsync(question, folder, kept, ledger);
        List<double> times = first is { } answer ? [answer] : [];
        List<double> busy = []; // of both cores together: what the machine's other work does not lengthen
        long all = Stopwatch.GetTimestamp();
        while (times.Count < 4 || (times.Count < MostRounds && Stopwatch.GetElapsedTime(all) < s_most))
        {
            long began = Stopwatch.GetTimestamp();
            TimeSpan used = Environment.CpuUsage.TotalTime;
            using Views views = Views.Open(folder, kept)!;
            await question.Ask(views, ledger);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            busy.Add((Environment.CpuUsage.TotalTime - used).TotalMilliseconds);
        }

        return ([.. times], At([.. busy], 50));
    }

    /// <summary>Asks for the first time, and then until the code is compiled for good, as a server's is after a while.</summary>
    /// <returns>Milliseconds of the first answer.</returns>
    private static async Task<double> WarmUpAsync(
        ReportQuestion question,
        ViewsFolder folder,
        KeptViews kept,
        IEntrySource ledger
    )
    {
        long all = Stopwatch.GetTimestamp();
        double? first = null;
        for (int round = 0; round < 2 || (round < MostWarmUp && Stopwatch.GetElapsedTime(all) < s_most); round++)
        {
            using Views views = Views.Open(folder, kept)!;
            await question.Ask(views, ledger);
            first ??= Stopwatch.GetElapsedTime(all).TotalMilliseconds;
        }

        return first!.Value;
    }

    private static double At(double[] times, int percent)
    {
        double[] sorted = [.. times.Order()];
        return sorted[Math.Min(sorted.Length - 1, (sorted.Length * percent) / 100)];
    }
}
