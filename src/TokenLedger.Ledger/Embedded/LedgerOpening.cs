using System.Text;
using TokenLedger.Ledger.Entries;
using TokenLedger.Ledger.Merkle;
using TokenLedger.Ledger.Signing;
using TokenLedger.Ledger.Storage;

namespace TokenLedger.Ledger.Embedded;

/// <summary>
/// Opens a ledger: 1 folder and lock, 2 key, 3 state from the log, 4 comparison with the last checkpoint, 5 cut of a
/// torn tail, 6 start, 7 settlement of the holds a dead process left open.
/// </summary>
internal static class LedgerOpening
{
    /// <summary>How often the lock is tried before it counts as held: half a second with the pauses between.</summary>
    private const int LockTries = 10;

    /// <summary>Rest between two tries: 50 ms.</summary>
    private static readonly TimeSpan s_lockPause = TimeSpan.FromMilliseconds(50);

    public static async ValueTask<OpenResult> RunAsync(
        EmbeddedLedgerOptions options,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        options = options with { Folder = Path.GetFullPath(options.Folder) };
        FolderLock? folderLock = null;
        try
        {
            Directory.CreateDirectory(options.Folder);
            string lockPath = Path.Combine(options.Folder, SegmentPath.Lock);
            folderLock = await TakeLockAsync(lockPath, clock, cancellation).ConfigureAwait(false);
            if (folderLock is null)
            {
                return OpenResult.Failed(
                    $"The ledger in {options.Folder} is in use by process {FolderLock.Holder(lockPath)}. "
                        + "Stop that process, or use another data folder."
                );
            }

            OpenResult result = await RunAsync(options, new DiskFiles(options.Folder), folderLock, clock, cancellation)
                .ConfigureAwait(false);
            folderLock = result.IsOpen ? null : folderLock;
            return result;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return OpenResult.Failed(
                $"The ledger in {options.Folder} cannot be opened: {refused.Message.TrimEnd('.')}. "
                    + "Make the folder writable for this user and see that the disk is not full."
            );
        }
        catch (Exception unreadable) when (unreadable is FormatException or InvalidDataException)
        {
            return OpenResult.Failed(
                $"An open authorization of the ledger in {options.Folder} cannot be settled: {unreadable.Message} "
                    + "Use the newest version of this program, or run 'tokenledger verify'."
            );
        }
        finally
        {
            folderLock?.Dispose();
        }
    }

    /// <summary>
    /// Takes the lock, which may be held for a moment yet though its owner has let it go: by a process that is ending, or by one
    /// that the owner has just begun and that still has all files of its parent.
    /// </summary>
    private static async ValueTask<FolderLock?> TakeLockAsync(
        string path,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        for (int tries = 1; ; tries++)
        {
            if (FolderLock.TryTake(path) is { } taken)
            {
                return taken;
            }

            if (tries == LockTries)
            {
                return null;
            }

            await Task.Delay(s_lockPause, clock, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Opens over any storage; the caller has seen to the lock.</summary>
    internal static async ValueTask<OpenResult> RunAsync(
        EmbeddedLedgerOptions options,
        ILedgerFiles files,
        FolderLock? folderLock,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        (SigningKey? key, string? problem) = LedgerIdentity.LoadOrCreate(options, files);
        if (key is null)
        {
            return OpenResult.Failed(problem!);
        }

        Recovery recovery = Recovery.Read(files);
        if (recovery.Problem is not null)
        {
            return OpenResult.Failed(recovery.Problem);
        }

        (SignedCheckpoint? checkpoint, problem) = LoadCheckpoint(files, key, recovery);
        if (checkpoint is null)
        {
            return OpenResult.Failed(problem!);
        }

        CutTornTail(files, recovery);
        KeyValuePair<Guid, long>[] open = [.. recovery.State.Holds.Open.OrderBy(hold => hold.Value)];
        ILookup<Guid, OpenTopUp> topUps = recovery.State.Holds.TopUps.Values.ToLookup(topUp => topUp.Authorization);
        EmbeddedLedger ledger = new(files, folderLock, key, recovery, checkpoint, clock);
        ledger.Start();
        int recovered;
        try
        {
            (recovered, problem) = await SettleAsync(ledger, open, topUps, clock, cancellation).ConfigureAwait(false);
        }
        catch
        {
            await ledger.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        if (problem is not null)
        {
            await ledger.DisposeAsync().ConfigureAwait(false);
            return OpenResult.Failed(problem);
        }

        return new OpenResult
        {
            Ledger = ledger,
            TornBytes = recovery.TornBytes,
            ReplayedEntries = recovery.Replayed,
            RecoveredHolds = recovered,
        };
    }

    // A checkpoint is a promise about the past: the log must still hold at least that, with the same root.
    private static (SignedCheckpoint?, string?) LoadCheckpoint(ILedgerFiles files, SigningKey key, Recovery recovery)
    {
        long size = recovery.State.Tree.Size;
        byte[]? stored = files.ReadAll(SegmentPath.Checkpoint);
        if (stored is null && size == 0)
        {
            SignedCheckpoint first = CheckpointNote.Sign(key, new LedgerHead(0, TreeHash.EmptyRoot.ToArray()));
            files.Replace(SegmentPath.Checkpoint, Encoding.UTF8.GetBytes(first.Note), durable: true);
            return (first, null);
        }

        if (stored is null)
        {
            return (null, $"The checkpoint of a ledger with {size} entries is missing. Restore it from a copy.");
        }

        string? problem = CheckpointNote.Read(Encoding.UTF8.GetString(stored), key.Verifier, out var checkpoint);
        if (problem is not null)
        {
            return (null, $"The ledger cannot be trusted: {problem}. Restore the checkpoint or the key from a copy.");
        }

        if (checkpoint.Size > size)
        {
            return (
                null,
                $"The ledger holds {size} entries but its last checkpoint signs {checkpoint.Size}: entries are lost or "
                    + "an old copy was restored. Restore the newest copy of the segments; nothing was changed."
            );
        }

        using SegmentReaders readers = new(files);
        long tiled = Publisher.TiledSize(files, size);
        TreeReader tree = new(files, () => tiled, (from, count) => readers.Read(from, size, count));
        return tree.Root(checkpoint.Size).AsSpan().SequenceEqual(checkpoint.Root.Span)
            ? (checkpoint, null)
            : (
                null,
                $"The first {checkpoint.Size} of {size} entries do not hash to the root that the last checkpoint signs: "
                    + "entries were changed. Run 'tokenledger verify' and restore the segments from a copy."
            );
    }

    private static void CutTornTail(ILedgerFiles files, Recovery recovery)
    {
        if (recovery.TornBytes > 0)
        {
            using ILogFile file = files.OpenLog(SegmentPath.Of(recovery.LastSegment));
            file.SetLength(recovery.Offset);
            file.Sync();
        }
    }

    private static async Task<Entry> EntryAsync(EmbeddedLedger ledger, long sequence, CancellationToken cancellation)
    {
        IReadOnlyList<StoredEntry> read = await ledger.ReadAsync(sequence, 1, cancellation).ConfigureAwait(false);
        return EntryReader.Parse(read[0].Bytes.Span);
    }

    private static async Task<(int Settled, string? Problem)> SettleAsync(
        EmbeddedLedger ledger,
        KeyValuePair<Guid, long>[] open,
        ILookup<Guid, OpenTopUp> topUps,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        List<Task<AppendResult>> settlements = [];
        foreach ((Guid id, long sequence) in open)
        {
            Entry authorization = await EntryAsync(ledger, sequence, cancellation).ConfigureAwait(false);
            List<Entry> more = [];
            foreach (OpenTopUp topUp in topUps[id])
            {
                more.Add(await EntryAsync(ledger, topUp.Sequence, cancellation).ConfigureAwait(false));
            }

            Entry settlement = RecoveredHold.Settle(authorization, more, clock.GetUtcNow());
            settlements.Add(ledger.AppendAsync(settlement, cancellation).AsTask());
        }

        AppendResult[] results = await Task.WhenAll(settlements).ConfigureAwait(false);
        AppendResult refused = results.FirstOrDefault(result => !result.IsAppended);
        return results.All(result => result.IsAppended) ? (results.Length, null) : (0, refused.Problem);
    }
}
