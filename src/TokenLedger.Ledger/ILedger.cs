using TokenLedger.Accounting.Budgets;
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

    /// <summary>How it is; null when nobody measures.</summary>
    LedgerVitals? Vitals => null;

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

    /// <summary>
    /// Puts budgets in force in place of those before. From then on an authorization that would pass a limit is answered
    /// <see cref="AppendStatus.OverBudget"/> and not written. What the ledger already holds counts: the balances of new and
    /// changed budgets are folded from it first.
    /// </summary>
    ValueTask UseBudgetsAsync(IReadOnlyList<Budget> budgets, CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <summary>The accounts of a budget, or of all, as of now; those without use or holds are left out.</summary>
    /// <param name="budget">The budget's id; null for all.</param>
    /// <param name="most">Most accounts returned, the fullest first.</param>
    IReadOnlyList<BudgetBalance> Balances(string? budget, int most) => [];

    /// <summary>The budgets in force.</summary>
    IReadOnlyList<Budget> Budgets => [];

    /// <summary>The budgets in force that cover an authorization, whatever its hold.</summary>
    IReadOnlyList<Budget> BudgetsOn(Entry authorization) => [];

    /// <summary>What the budgets would say to an authorization now. Nothing is reserved.</summary>
    /// <returns>Every limit the authorization touches and passes or nears; empty when all is well.</returns>
    IReadOnlyList<BudgetFinding> WouldSay(Entry authorization) => [];

    /// <summary>
    /// Folds the balances again from the entries and compares them with those in force, slowly, beside the writer. Null where
    /// there are none.
    /// </summary>
    ValueTask<BalanceComparison?> CompareBalancesAsync(CancellationToken cancellation) => new((BalanceComparison?)null);

    /// <summary>What the last comparison of all budgets found; null before the first.</summary>
    BalanceComparison? LastComparison => null;

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
public readonly record struct StoredEntry(long Sequence, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>What it was encoded from, so that those who follow the log need not parse what is new.</summary>
    internal Entry? Appended { get; init; }

    /// <summary>The entry in readable form; shared by all readers while it is new, so that it is parsed at most once.</summary>
    /// <exception cref="FormatException">The bytes are not an entry.</exception>
    public Entry Parse() => Appended ?? EntryReader.Parse(Bytes.Span);

    /// <summary>
    /// Whether it may be of a kind, by a look at the bytes that spares parsing what is of another: never false for one that is,
    /// seldom true for one that is not.
    /// </summary>
    public bool MayBe(EntryKind kind) => Bytes.Span.IndexOf(EntryNames.KindMembers[(int)kind]) >= 0;
}

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

    /// <summary>A budget does not allow the authorization (see <see cref="AppendResult.Findings"/>); nothing was written.</summary>
    OverBudget,

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
    /// <summary>What budgets said to an authorization: why it was refused, or what it was warned of. Null for nothing.</summary>
    public IReadOnlyList<BudgetFinding>? Findings { get; init; }

    /// <summary>Whether the entry is durable.</summary>
    public bool IsAppended => Status == AppendStatus.Appended;
}
