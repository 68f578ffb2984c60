using System.Diagnostics;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Embedded;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Bench;

/// <summary>
/// What the hourly comparison of balances takes, with 20,000 accounts under 100,000 budgets, and how much longer appends
/// wait meanwhile: one is made after the other, every 2 ms.
/// </summary>
internal static class BalancesBench
{
    private const int Budgets = 100_000;
    private const int Calls = 20_000;
    private const int Rounds = 3;

    public static async Task<int> RunAsync()
    {
        string folder = Path.Combine(Path.GetTempPath(), $"bench-{Guid.NewGuid():N}");
        OpenResult opened = await EmbeddedLedger.OpenAsync(new() { Folder = folder }, TimeProvider.System);
        EmbeddedLedger ledger = opened.Ledger!;
        await ledger.UseBudgetsAsync([.. BudgetBench.Budgets(Budgets)], CancellationToken.None);
        for (int done = 0; done < Calls; done += 1_000)
        {
            Entry[] some = [.. Enumerable.Range(done, 1_000).Select(User)];
            await Task.WhenAll(some.Select(one => ledger.AppendAsync(one, CancellationToken.None).AsTask()));
        }

        for (int round = 0; round < Rounds; round++)
        {
            await MeasureAsync("alone", ledger, Task.Delay(2_000));
            Task<BalanceComparison?> comparing = ledger.CompareBalancesAsync(CancellationToken.None).AsTask();
            await MeasureAsync("while balances are compared", ledger, comparing);
            Console.WriteLine($"  {(await comparing)!.Accounts:N0} accounts compared");
        }

        await ledger.DisposeAsync();
        Directory.Delete(folder, recursive: true);
        return 0;
    }

    private static async Task MeasureAsync(string what, EmbeddedLedger ledger, Task until)
    {
        List<double> took = [];
        long began = Stopwatch.GetTimestamp();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        TimeSpan paused = GC.GetTotalPauseDuration();
        int[] collected = Collections();
        while (!until.IsCompleted)
        {
            long start = Stopwatch.GetTimestamp();
            await ledger.AppendAsync(User(took.Count), CancellationToken.None);
            took.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            await Task.Delay(2, CancellationToken.None);
        }

        took.Sort();
        int[] after = Collections();
        Console.WriteLine(
            $"{what}: {took.Count:N0} appends, median {took[took.Count / 2]:N1} ms, 99 % {took[took.Count * 99 / 100]:N1} ms, slowest {took[^1]:N1} ms"
        );
        Console.WriteLine(
            $"  {Stopwatch.GetElapsedTime(began).TotalSeconds:N1} s, {(Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds:N0} ms of CPU, "
                + $"garbage collected {string.Join(", ", after.Zip(collected, (now, then) => now - then))} times (generations 0, 1, 2), "
                + $"pausing {(GC.GetTotalPauseDuration() - paused).TotalMilliseconds:N0} ms"
        );
    }

    private static int[] Collections() => [GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2)];

    private static Entry User(int number)
    {
        Entry authorization = SampleEntries.Authorization(DateTimeOffset.UtcNow);
        return authorization with
        {
            Attribution = authorization.Attribution with { User = $"user-{(number * 4) + 1}" },
        };
    }
}
