using System.Diagnostics;
using System.Globalization;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Embedded;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Bench;

/// <summary>
/// How fast the projection takes entries in beside how fast the ledger takes them: appended alone, folded from the first
/// entry alone as a rebuild does, and both at once as a server does, where the projection follows at the head.
/// </summary>
internal static class IngestBench
{
    private const int Callers = 64;
    private const int CallsPerSession = 20;
    private const int Users = 5_000;

    private static readonly TimeSpan s_catchUp = TimeSpan.FromMinutes(5);

    /// <param name="args">Optional: for how many seconds to append, 8 when not said.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        double seconds = args is [string said] ? double.Parse(said, CultureInfo.InvariantCulture) : 8;
        string root = Path.Combine(Path.GetTempPath(), $"bench-{Guid.NewGuid():N}");
        try
        {
            await AloneAsync(Path.Combine(root, "warm"), TimeSpan.FromSeconds(2), print: false);
            await AloneAsync(Path.Combine(root, "alone"), TimeSpan.FromSeconds(seconds), print: true);
            await TogetherAsync(Path.Combine(root, "together"), TimeSpan.FromSeconds(seconds));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }

        Console.WriteLine(
            $"load of the machine {File.ReadAllText("/proc/loadavg").Split(' ')[0]}, {Environment.ProcessorCount} cores"
        );
        return 0;
    }

    private static async Task AloneAsync(string folder, TimeSpan duration, bool print)
    {
        await using (EmbeddedLedger ledger = await OpenAsync(folder))
        {
            Say(print, "appended alone", await AppendAsync(ledger, duration));
        }

        using LedgerReader reader = LedgerReader.Open(Path.Combine(folder, "ledger")).Reader!;
        ViewsFolder views = new(Path.Combine(folder, "views"));
        Directory.CreateDirectory(views.Path);
        long began = Stopwatch.GetTimestamp();
        TimeSpan used = Environment.CpuUsage.TotalTime;
        using ViewsWriter writer = new(views.Database);
        while (writer.Position.Next < reader.Head.Size)
        {
            writer.Apply(reader.Read(writer.Position.Next, ProjectionFollower.BatchEntries));
        }

        TimeSpan busy = Environment.CpuUsage.TotalTime - used;
        Say(print, "folded from the first", new(writer.Position.Next, Stopwatch.GetElapsedTime(began), busy));
    }

    private static async Task TogetherAsync(string folder, TimeSpan duration)
    {
        await using EmbeddedLedger ledger = await OpenAsync(folder);
        ViewsFolder views = new(Path.Combine(folder, "views"));
        Directory.CreateDirectory(views.Path);
        ProjectionFollower follower = new(views);
        using CancellationTokenSource stop = new();
        Task following = follower.RunAsync(ledger, stop.Token);
        long began = Stopwatch.GetTimestamp();
        Say(true, "appended while followed", await AppendAsync(ledger, duration));
        TimeSpan appended = Stopwatch.GetElapsedTime(began);
        Say(true, "folded meanwhile", new(follower.Position, appended, TimeSpan.Zero));
        long left = ledger.Head.Size - follower.Position;
        bool reached = await follower.WaitForAsync(ledger.Head.Size, s_catchUp, CancellationToken.None);
        TimeSpan after = Stopwatch.GetElapsedTime(began) - appended;
        Console.WriteLine(
            $"behind at the end {left:N0} entries, {(reached ? "reached" : "not reached")} {after.TotalSeconds:N2} s later"
        );
        await stop.CancelAsync();
        await following;
    }

    private static async Task<EmbeddedLedger> OpenAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        OpenResult opened = await EmbeddedLedger.OpenAsync(
            new() { Folder = Path.Combine(folder, "ledger") },
            TimeProvider.System
        );
        return opened.Ledger ?? throw new InvalidOperationException(opened.Problem);
    }

    private static async Task<Pace> AppendAsync(EmbeddedLedger ledger, TimeSpan duration)
    {
        long before = ledger.Head.Size;
        long began = Stopwatch.GetTimestamp();
        TimeSpan used = Environment.CpuUsage.TotalTime;
        await Task.WhenAll(
            Enumerable.Range(0, Callers).Select(caller => Task.Run(() => CallerAsync(ledger, caller, began, duration)))
        );
        TimeSpan busy = Environment.CpuUsage.TotalTime - used;
        return new(ledger.Head.Size - before, Stopwatch.GetElapsedTime(began), busy);
    }

    private static async Task CallerAsync(EmbeddedLedger ledger, int caller, long began, TimeSpan duration)
    {
        for (int call = 0; Stopwatch.GetElapsedTime(began) < duration; call++)
        {
            DateTimeOffset now = DateTimeOffset.UtcNow;
            Entry authorization = SampleEntries.Authorization(now);
            Attribution who = authorization.Attribution with
            {
                Session = $"s-{caller}-{call / CallsPerSession}",
                User = $"u-{((call * Callers) + caller) % Users}",
            };
            await AppendAsync(ledger, authorization with { Attribution = who });
            await AppendAsync(ledger, SampleEntries.Settlement(authorization, now) with { Attribution = who });
        }
    }

    private static async Task AppendAsync(EmbeddedLedger ledger, Entry entry)
    {
        AppendResult result = await ledger.AppendAsync(entry, CancellationToken.None);
        if (!result.IsAppended)
        {
            throw new InvalidOperationException(result.Problem);
        }
    }

    private static void Say(bool print, string what, Pace pace)
    {
        if (print)
        {
            string busy =
                pace.Busy > TimeSpan.Zero
                    ? $", {pace.Busy.TotalMicroseconds / pace.Entries:N1} µs of processor each"
                    : "";
            Console.WriteLine(
                $"{what}: {pace.Entries:N0} entries in {pace.Elapsed.TotalSeconds:N1} s, {pace.Entries / pace.Elapsed.TotalSeconds:N0}/s{busy}"
            );
        }
    }

    private readonly record struct Pace(long Entries, TimeSpan Elapsed, TimeSpan Busy);
}
