using System.Diagnostics;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Embedded;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Bench;

/// <summary>
/// Durable appends per second: closed loops of 1, 16, 64 and 256 callers, each appending an authorization and its
/// settlement and waiting for both to be on stable storage. CPU is the whole process: callers, writer and publisher.
/// </summary>
internal static class AppendBench
{
    private static readonly TimeSpan _measured = TimeSpan.FromSeconds(3);

    /// <param name="args">Optional: the folder to write in; it must not exist.</param>
    public static async Task<int> Run(string[] args)
    {
        MeasureEncoding();
        Console.WriteLine("callers  appends/s   p50 ms   p99 ms  cpu us/append  bytes/entry");
        await MeasureAsync(args, 16, TimeSpan.FromSeconds(1), print: false);
        foreach (int callers in (int[])[1, 16, 64, 256])
        {
            await MeasureAsync(args, callers, _measured, print: true);
        }

        return 0;
    }

    // What a caller spends on the canonical bytes of one settlement
    private static void MeasureEncoding()
    {
        const int Rounds = 200_000;
        Entry settlement = SampleEntries.Settlement(
            SampleEntries.Authorization(DateTimeOffset.UtcNow),
            DateTimeOffset.UtcNow
        );
        CanonicalBuffer buffer = new();
        for (int round = 0; round < 3; round++)
        {
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < Rounds; i++)
            {
                CanonicalEntry.Write(settlement, buffer);
            }

            double nanoseconds = Stopwatch.GetElapsedTime(start).TotalNanoseconds / Rounds;
            allocated = (GC.GetAllocatedBytesForCurrentThread() - allocated) / Rounds;
            Console.WriteLine($"encode a settlement of {buffer.Length} bytes: {nanoseconds:N0} ns, {allocated} bytes");
        }
    }

    private static async Task MeasureAsync(string[] args, int callers, TimeSpan duration, bool print)
    {
        string folder = args is [var named, ..] ? named : Path.Combine(Path.GetTempPath(), $"bench-{Guid.NewGuid():N}");
        OpenResult opened = await EmbeddedLedger.OpenAsync(new() { Folder = folder }, TimeProvider.System);
        if (!opened.IsOpen)
        {
            throw new InvalidOperationException(opened.Problem);
        }

        Process self = Process.GetCurrentProcess();
        TimeSpan cpu = self.TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        List<double>[] latencies = await Task.WhenAll(
            Enumerable.Range(0, callers).Select(_ => Task.Run(() => CallerAsync(opened.Ledger, start, duration)))
        );
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        self.Refresh();
        cpu = self.TotalProcessorTime - cpu;
        double[] all = [.. latencies.SelectMany(list => list)];
        Array.Sort(all);
        await opened.Ledger.DisposeAsync();
        long bytes = Directory.EnumerateFiles(Path.Combine(folder, "seg")).Sum(path => new FileInfo(path).Length);
        Directory.Delete(folder, recursive: true);
        if (print)
        {
            Console.WriteLine(
                $"{callers, 7}  {all.Length / elapsed.TotalSeconds, 9:N0}  {all[all.Length / 2], 7:F2}  {all[all.Length * 99 / 100], 7:F2}"
                    + $"  {cpu.TotalMicroseconds / all.Length, 13:F1}  {(double)bytes / all.Length, 11:F0}"
            );
        }
    }

    private static async Task<List<double>> CallerAsync(EmbeddedLedger ledger, long start, TimeSpan duration)
    {
        List<double> latencies = [];
        while (Stopwatch.GetElapsedTime(start) < duration)
        {
            Entry authorization = SampleEntries.Authorization(DateTimeOffset.UtcNow);
            await AppendAsync(ledger, authorization, latencies);
            await AppendAsync(ledger, SampleEntries.Settlement(authorization, DateTimeOffset.UtcNow), latencies);
        }

        return latencies;
    }

    private static async Task AppendAsync(EmbeddedLedger ledger, Entry entry, List<double> latencies)
    {
        long start = Stopwatch.GetTimestamp();
        AppendResult result = await ledger.AppendAsync(entry, CancellationToken.None);
        latencies.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        if (!result.IsAppended)
        {
            throw new InvalidOperationException(result.Problem);
        }
    }
}
