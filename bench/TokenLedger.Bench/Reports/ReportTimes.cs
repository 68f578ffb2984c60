using System.Diagnostics;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Bench.Reports;

/// <summary>How long answers to a question took, milliseconds.</summary>
/// <param name="First">The first of a server; 0 for a command, which is asked once only.</param>
/// <param name="Median">Of the later ones.</param>
/// <param name="P95">Of the later ones.</param>
/// <param name="Processor">Of both cores together, the median: what the machine's other work does not lengthen.</param>
internal sealed record ReportTimes(double First, double Median, double P95, double Processor)
{
    private const int MostRounds = 20;
    private const int LeastRounds = 4;
    private const int MostWarmUp = 40;
    private static readonly TimeSpan s_most = TimeSpan.FromSeconds(2.5);

    /// <summary>Nothing was asked.</summary>
    public static ReportTimes None { get; } = new(0, 0, 0, 0);

    /// <summary>Asks as a command does, which opens everything anew.</summary>
    public static async Task<ReportTimes> AnewAsync(ReportQuestion question, ViewsFolder folder, IEntrySource ledger) =>
        await RepeatAsync(0, question, folder, null, ledger);

    /// <summary>Asks as a server does: for the first time, then until the code is compiled for good, then to measure.</summary>
    public static async Task<ReportTimes> OfServerAsync(
        ReportQuestion question,
        ViewsFolder folder,
        KeptViews kept,
        IEntrySource ledger
    )
    {
        (double first, _) = await AskAsync(question, folder, kept, ledger);
        long all = Stopwatch.GetTimestamp();
        for (int round = 0; round < 1 || (round < MostWarmUp && Stopwatch.GetElapsedTime(all) < s_most); round++)
        {
            await AskAsync(question, folder, kept, ledger);
        }

        return await RepeatAsync(first, question, folder, kept, ledger);
    }

    private static async Task<ReportTimes> RepeatAsync(
        double first,
        ReportQuestion question,
        ViewsFolder folder,
        KeptViews? kept,
        IEntrySource ledger
    )
    {
        List<double> times = [];
        List<double> busy = [];
        long all = Stopwatch.GetTimestamp();
        while (times.Count < LeastRounds || (times.Count < MostRounds && Stopwatch.GetElapsedTime(all) < s_most))
        {
            (double time, double processor) = await AskAsync(question, folder, kept, ledger);
            times.Add(time);
            busy.Add(processor);
        }

        return new(first, At(times, 50), At(times, 95), At(busy, 50));
    }

    private static async Task<(double Time, double Processor)> AskAsync(
        ReportQuestion question,
        ViewsFolder folder,
        KeptViews? kept,
        IEntrySource ledger
    )
    {
        long began = Stopwatch.GetTimestamp();
        TimeSpan used = Environment.CpuUsage.TotalTime;
        using Views views = Views.Open(folder, kept)!;
        await question.Ask(views, ledger);
        return (
            Stopwatch.GetElapsedTime(began).TotalMilliseconds,
            (Environment.CpuUsage.TotalTime - used).TotalMilliseconds
        );
    }

    private static double At(List<double> times, int percent)
    {
        times.Sort();
        return times[Math.Min(times.Count - 1, times.Count * percent / 100)];
    }
}
