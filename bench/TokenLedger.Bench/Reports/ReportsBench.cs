using System.Diagnostics;
using System.Globalization;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Warming;

namespace TokenLedger.Bench.Reports;

/// <summary>
/// Whole reports over many calls: as a command asks them, which opens everything anew, and as the server does, which
/// keeps the columns open and remembers what sealed segments answered; beside plain SQLite and PostgreSQL with the same rows.
/// </summary>
internal static class ReportsBench
{
    /// <summary>Runs it: <c>[MILLIONS] [alone] [served] [warmed] [keep=FOLDER] [only=TEXT|TEXT]</c>.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        int rows = (int)(1_000_000 * (args.Length > 0 ? decimal.Parse(args[0], CultureInfo.InvariantCulture) : 0.1m));
        string? kept = After(args, "keep=");
        string root = kept ?? Path.Combine(Path.GetTempPath(), "tokenledger-reports-" + Guid.NewGuid().ToString("N"));
        try
        {
            Directory.CreateDirectory(root);
            ReportQuestion[] asked = [.. Asked(After(args, "only="))];
            if (args.Contains("alone"))
            {
                await RunAsync(root, rows, asked, args.Contains("served"), args.Contains("warmed"));
            }
            else
            {
                await CompareAsync(root, rows, asked.Where(one => one.Sql is not null));
            }

            Console.WriteLine(
                $"load of the machine {File.ReadAllText("/proc/loadavg").Split(' ')[0]}, {Environment.ProcessorCount} cores"
            );
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

    /// <summary>Reports by themselves.</summary>
    /// <param name="root">Where the calls are.</param>
    /// <param name="rows">How many.</param>
    /// <param name="asked">The questions.</param>
    /// <param name="servedOnly">Whether commands are not measured.</param>
    /// <param name="warms">Whether the usual questions are asked first, as a server does in the background.</param>
    private static async Task RunAsync(
        string root,
        int rows,
        IEnumerable<ReportQuestion> asked,
        bool servedOnly,
        bool warms
    )
    {
        ViewsFolder folder = Folder(root, rows);
        using KeptViews server = new();
        SampleSource ledger = new(rows);
        if (warms)
        {
            await WarmAsync(folder, server, ledger);
        }

        string first = warms ? "first after warming" : "first";
        Console.WriteLine(
            $"| Report | anew: median ms | p95 | processor ms | server, {first}: ms | again: median ms | p95 | processor ms |"
        );
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (ReportQuestion question in asked)
        {
            ReportTimes anew = servedOnly ? ReportTimes.None : await ReportTimes.AnewAsync(question, folder, ledger);
            ReportTimes again = await ReportTimes.OfServerAsync(question, folder, server, ledger);
            Console.WriteLine(
                $"| {question.Name} | {anew.Median:N0} | {anew.P95:N0} | {anew.Processor:N0} | {again.First:N0} | {again.Median:N1} | {again.P95:N1} | {again.Processor:N1} |"
            );
        }

        using Process self = Process.GetCurrentProcess();
        Console.WriteLine(
            $"resident {self.WorkingSet64 >> 20:N0} MiB, of which managed {GC.GetTotalMemory(true) >> 20:N0} MiB; most {self.PeakWorkingSet64 >> 20:N0} MiB"
        );
    }

    /// <summary>Beside databases with the same rows. SQLite is asked once, because it takes a minute; PostgreSQL twice.</summary>
    private static async Task CompareAsync(string root, int rows, IEnumerable<ReportQuestion> asked)
    {
        ViewsFolder folder = Folder(root, rows);
        long began = Stopwatch.GetTimestamp();
        using PlainSqlite sqlite = new(Path.Combine(root, "plain.db"), rows);
        using PlainPostgres? postgres = PlainPostgres.Start(Path.Combine(root, "postgres"), rows);
        Console.WriteLine($"databases ready after {Stopwatch.GetElapsedTime(began).TotalSeconds:N0} s");
        using KeptViews server = new();
        SampleSource ledger = new(rows);
        Console.WriteLine(
            "| Report | anew: median ms | again: median ms | p95 | processor ms | SQLite ms | PostgreSQL ms |"
        );
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (ReportQuestion question in asked)
        {
            ReportTimes anew = await ReportTimes.AnewAsync(question, folder, ledger);
            ReportTimes again = await ReportTimes.OfServerAsync(question, folder, server, ledger);
            string plain = $"{sqlite.Time(question.Sql!):N0}";
            string other = postgres is null
                ? ""
                : $"{Math.Min(postgres.Time(question.Sql!), postgres.Time(question.Sql!)):N0}";
            Console.WriteLine(
                $"| {question.Name} | {anew.Median:N0} | {again.Median:N1} | {again.P95:N1} | {again.Processor:N1} | {plain} | {other} |"
            );
        }
    }

    private static ViewsFolder Folder(string root, int rows)
    {
        ViewsFolder folder = new(Path.Combine(root, "views"));
        if (!File.Exists(folder.Database))
        {
            SampleViews.Make(folder, rows);
        }

        return folder;
    }

    /// <summary>Asks the usual questions, and says how long that took and what the longest was.</summary>
    private static async Task WarmAsync(ViewsFolder folder, KeptViews server, SampleSource ledger)
    {
        long all = Stopwatch.GetTimestamp();
        TimeSpan used = Environment.CpuUsage.TotalTime;
        (double Seconds, string Name) longest = default;
        IReadOnlyList<UsualQuestion> questions = UsualQuestions.At(ReportQuestion.End);
        foreach (UsualQuestion question in questions)
        {
            long began = Stopwatch.GetTimestamp();
            using Views views = Views.Open(folder, server)!;
            await question.AskAsync(views, ledger, default);
            double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            longest = seconds > longest.Seconds ? (seconds, question.Name) : longest;
        }

        Console.WriteLine(
            $"{questions.Count} usual questions asked in {Stopwatch.GetElapsedTime(all).TotalSeconds:N0} s, {(Environment.CpuUsage.TotalTime - used).TotalSeconds:N0} s of processor; the longest {longest.Name}, {longest.Seconds:N1} s"
        );
    }
}
