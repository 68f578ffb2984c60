using System.Diagnostics;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Embedded;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Bench;

/// <summary>
/// What it costs to follow the log, per entry: at the head, where the writer hands on what it has just encoded, beside
/// reading the segments and parsing, as whoever is behind does. Commits are as small as those of a moderately busy gateway.
/// </summary>
internal static class FollowBench
{
    private const int Entries = 40_000;
    private const int AtOnce = 256;

    /// <summary>Appends and follows, one thread.</summary>
    public static async Task<int> RunAsync()
    {
        string folder = Path.Combine(Path.GetTempPath(), $"bench-{Guid.NewGuid():N}");
        OpenResult opened = await EmbeddedLedger.OpenAsync(new() { Folder = folder }, TimeProvider.System);
        EmbeddedLedger ledger = opened.Ledger ?? throw new InvalidOperationException(opened.Problem);
        using LedgerReader disk = LedgerReader.Open(folder).Reader!;
        for (int round = 0; round < 4; round++)
        {
            TimeSpan near = TimeSpan.Zero;
            TimeSpan far = TimeSpan.Zero;
            for (int done = 0; done < Entries; done += AtOnce)
            {
                long from = ledger.Head.Size;
                await AppendAsync(ledger);
                disk.Refresh();
                long start = Stopwatch.GetTimestamp();
                Follow(await ledger.ReadAsync(from, AtOnce, CancellationToken.None));
                near += Stopwatch.GetElapsedTime(start);
                start = Stopwatch.GetTimestamp();
                Follow(disk.Read(from, AtOnce));
                far += Stopwatch.GetElapsedTime(start);
            }

            Console.WriteLine(
                $"per entry: at the head {near.TotalNanoseconds / Entries:N0} ns, behind {far.TotalNanoseconds / Entries:N0} ns, {far / near:F1} times as much"
            );
        }

        await ledger.DisposeAsync();
        Directory.Delete(folder, recursive: true);
        return 0;
    }

    private static void Follow(IReadOnlyList<StoredEntry> entries)
    {
        foreach (StoredEntry stored in entries)
        {
            if (stored.Parse().Kind > EntryKind.Checkpoint)
            {
                throw new InvalidOperationException("There is no such kind.");
            }
        }
    }

    private static async Task AppendAsync(EmbeddedLedger ledger)
    {
        const int Together = 4;
        for (int i = 0; i < AtOnce; i += 2 * Together)
        {
            DateTimeOffset now = DateTimeOffset.UtcNow;
            Entry[] authorizations = [.. Enumerable.Range(0, Together).Select(_ => SampleEntries.Authorization(now))];
            await Task.WhenAll(authorizations.Select(one => AppendAsync(ledger, one)));
            await Task.WhenAll(authorizations.Select(one => AppendAsync(ledger, SampleEntries.Settlement(one, now))));
        }
    }

    private static Task<AppendResult> AppendAsync(EmbeddedLedger ledger, Entry entry) =>
        ledger.AppendAsync(entry, CancellationToken.None).AsTask();
}
