using TokenLedger.Ledger.Entries;

namespace TokenLedger.Ledger;

/// <summary>
/// The one door in: append an entry and know it is durable; follow the log from a stored position. Implemented by the
/// embedded segment store; a shared store fits behind the same operations.
/// </summary>
public interface ILedger : IAsyncDisposable
{
    /// <summary>The log's name in checkpoints and proofs.</summary>
    string Origin { get; }

    /// <summary>Durable size and Merkle root.</summary>
    LedgerHead Head { get; }

    /// <summary>Why the ledger cannot write any more; null while it can. Set once, never cleared.</summary>
    string? Failure { get; }

    /// <summary>
    /// Appends one entry. When the result says <see cref="AppendStatus.Appended"/> the entry is on stable storage.
    /// Cancelling only stops the wait for a place in the queue: an entry once taken is written, and the result says so.
    /// </summary>
    ValueTask<AppendResult> AppendAsync(Entry entry, CancellationToken cancellation);

    /// <summary>Durable entries from <paramref name="from"/> on, in order, at most <paramref name="most"/>.</summary>
    ValueTask<IReadOnlyList<StoredEntry>> ReadAsync(long from, int most, CancellationToken cancellation);

    /// <summary>Completes when the ledger holds more than <paramref name="size"/> entries.</summary>
    ValueTask WaitBeyondAsync(long size, CancellationToken cancellation);

    /// <summary>The newest signed checkpoint, a C2SP signed note.</summary>
    SignedCheckpoint Checkpoint { get; }

    /// <summary>Proves that an entry is in the tree of the given size (at most the head's).</summary>
    ValueTask<InclusionProof> ProveInclusionAsync(long sequence, long treeSize, CancellationToken cancellation);
}

/// <summary>How far the ledger reaches.</summary>
/// <param name="Size">Entries; the next one gets this sequence.</param>
/// <param name="Root">RFC 6962 root hash of exactly these entries.</param>
public sealed record LedgerHead(long Size, ReadOnlyMemory<byte> Root);

/// <summary>An entry as it lies in the ledger.</summary>
/// <param name="Sequence">Position, from 0.</param>
/// <param name="Bytes">The canonical bytes that are hashed.</param>
public readonly record struct StoredEntry(long Sequence, ReadOnlyMemory<byte> Bytes);

/// <summary>A signed note that commits to a tree.</summary>
/// <param name="Size">Tree size.</param>
/// <param name="Root">Root hash.</param>
/// <param name="Note">The whole note, as served and stored.</param>
public sealed record SignedCheckpoint(long Size, ReadOnlyMemory<byte> Root, string Note);

/// <summary>The hashes that lead from a leaf to a root (RFC 6962).</summary>
/// <param name="Sequence">The leaf's position.</param>
/// <param name="TreeSize">Size of the tree proved against.</param>
/// <param name="LeafHash">SHA-256(0x00 ‖ entry bytes).</param>
/// <param name="Path">Sibling hashes from the leaf up.</param>
/// <param name="Root">The root they lead to.</param>
public sealed record InclusionProof(
    long Sequence,
    long TreeSize,
    ReadOnlyMemory<byte> LeafHash,
    IReadOnlyList<ReadOnlyMemory<byte>> Path,
    ReadOnlyMemory<byte> Root
);

/// <summary>What became of an append.</summary>
public enum AppendStatus
{
    /// <summary>Durable.</summary>
    Appended,

    /// <summary>The authorization named by the settlement or void is already resolved; nothing was written.</summary>
    AlreadyResolved,

    /// <summary>The authorization named by the settlement or void is not known; nothing was written.</summary>
    UnknownAuthorization,

    /// <summary>An authorization with this id is already in the ledger; nothing was written.</summary>
    DuplicateId,

    /// <summary>The canonical bytes exceed the limit of one entry; nothing was written.</summary>
    TooLarge,

    /// <summary>The ledger cannot write (see <see cref="AppendResult.Problem"/>); nothing was acknowledged.</summary>
    Unavailable,
}

/// <summary>The result of an append.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Sequence">The entry's position when appended, otherwise -1.</param>
/// <param name="Problem">One sentence when it was not appended.</param>
public readonly record struct AppendResult(AppendStatus Status, long Sequence, string? Problem)
{
    /// <summary>Whether the entry is durable.</summary>
    public bool IsAppended => Status == AppendStatus.Appended;
}
