using System.Diagnostics;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Embedded;
using TokenLedger.Ledger.Entries;
using TokenLedger.Ledger.Merkle;
using TokenLedger.Ledger.Verification;

namespace TokenLedger.Bench;

/// <summary>Entries verified per second: builds a ledger of authorizations and settlements, then verifies it.</summary>
internal static class VerifyBench
{
    private const int Callers = 256;

    /// <param name="args">Optional: the number of entries, 500,000 by default.</param>
    public static async Task<int> Run(string[] args)
    {
        int count = args is [var given, ..]
            ? int.Parse(given, System.Globalization.CultureInfo.InvariantCulture)
            : 500_000;
        MeasureParts();
        string folder = Path.Combine(Path.GetTempPath(), $"bench-{Guid.NewGuid():N}");
        long start = Stopwatch.GetTimestamp();
        await BuildAsync(folder, count);
        Console.WriteLine($"built {count:N0} entries in {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s");
        for (int round = 0; round < 3; round++)
        {
            await VerifyAsync(folder);
        }

        await ReopenAsync(folder);
        Directory.Delete(folder, recursive: true);
        return 0;
    }

    // The two largest parts of verifying one entry.
    private static void MeasureParts()
    {
        const int Rounds = 300_000;
        DateTimeOffset now = DateTimeOffset.UtcNow;
        byte[] entry = CanonicalEntry.Encode(SampleEntries.Settlement(SampleEntries.Authorization(now), now));
        byte[] hash = new byte[32];
        Measure("scan", Rounds, () => CanonicalScan.Read(entry, out _));
        Measure("leaf hash", Rounds, () => LeafHash.Of(entry, hash));
        Measure("checksum", Rounds, () => FrameFormat.Crc(entry));
    }

    private static void Measure(string part, int rounds, Action action)
    {
        for (int round = 0; round < 3; round++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < rounds; i++)
            {
                action();
            }

            if (round == 2)
            {
                Console.WriteLine($"{part}: {Stopwatch.GetElapsedTime(start).TotalNanoseconds / rounds:N0} ns");
            }
        }
    }

    private static async Task BuildAsync(string folder, int count)
    {
        OpenResult opened = await EmbeddedLedger.OpenAsync(new() { Folder = folder }, TimeProvider.System);
        EmbeddedLedger ledger = opened.Ledger ?? throw new InvalidOperationException(opened.Problem);
        int left = count / 2;
        await Task.WhenAll(
            Enumerable
                .Range(0, Callers)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        while (Interlocked.Decrement(ref left) >= 0)
                        {
                            Entry authorization = SampleEntries.Authorization(DateTimeOffset.UtcNow);
                            await ledger.AppendAsync(authorization, CancellationToken.None);
                            Entry settlement = SampleEntries.Settlement(authorization, DateTimeOffset.UtcNow);
                            await ledger.AppendAsync(settlement, CancellationToken.None);
                        }
                    })
                )
        );
        await ledger.DisposeAsync();
    }

    private static async Task VerifyAsync(string folder)
    {
        long start = Stopwatch.GetTimestamp();
        TimeSpan cpu = Process.GetCurrentProcess().TotalProcessorTime;
        VerificationReport report = await LedgerVerifier.RunAsync(folder, null, null, CancellationToken.None);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        Console.WriteLine(
            $"verified {report.Head.Size:N0} entries, intact: {report.IsIntact}, {report.Head.Size / elapsed.TotalSeconds:N0}/s, cpu {cpu.TotalMicroseconds / report.Head.Size:F2} us/entry"
        );
    }

    private static async Task ReopenAsync(string folder)
    {
        long start = Stopwatch.GetTimestamp();
        OpenResult opened = await EmbeddedLedger.OpenAsync(new() { Folder = folder }, TimeProvider.System);
        Console.WriteLine(
            $"opened in {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F0} ms, {opened.ReplayedEntries:N0} entries replayed"
        );
        await opened.Ledger!.DisposeAsync();
    }
}
