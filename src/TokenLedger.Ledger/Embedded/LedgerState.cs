using TokenLedger.Ledger.Entries;
using TokenLedger.Ledger.Merkle;

namespace TokenLedger.Ledger.Embedded;

/// <summary>The fold of the log that the writer carries: tree, open authorizations, last time. Used by one thread.</summary>
internal sealed class LedgerState
{
    private long _lastRecordedAt;

    /// <summary>The tree over every entry.</summary>
    public Frontier Tree { get; init; } = new();

    /// <summary>Which authorizations are open.</summary>
    public OpenHolds Holds { get; } = new();

    /// <summary>recorded_at of the last entry, microseconds since the Unix epoch. Written by the writer, read by all.</summary>
    public long LastRecordedAt
    {
        get => Volatile.Read(ref _lastRecordedAt);
        set => Volatile.Write(ref _lastRecordedAt, value);
    }

    /// <summary>Folds an entry that was read from the log.</summary>
    /// <returns>What is wrong with it; null when nothing.</returns>
    public string? Replay(ReadOnlySpan<byte> entry)
    {
        string? problem = CanonicalScan.Read(entry, out EntryFacts facts);
        if (problem is not null)
        {
            return problem;
        }

        Span<byte> leaf = stackalloc byte[TreeHash.Size];
        LeafHash.Of(entry, leaf);
        if (facts.Kind is not null)
        {
            Holds.Apply(facts.Links, Tree.Size);
        }

        Tree.Add(leaf);
        LastRecordedAt = facts.RecordedAt;
        return null;
    }
}
