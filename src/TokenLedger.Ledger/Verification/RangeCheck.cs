using TokenLedger.Ledger.Entries;
using TokenLedger.Ledger.Merkle;

namespace TokenLedger.Ledger.Verification;

/// <summary>
/// Verifies a bounded range of a running ledger from its bytes: each entry's canonical form and sums, that times rise, and
/// that it is in the tree of the newest checkpoint. What needs the whole ledger (one resolution per authorization, tiles,
/// the checkpoint's signature) is <see cref="LedgerVerifier"/>'s.
/// </summary>
public static class RangeCheck
{
    /// <summary>Most entries of one check.</summary>
    public const int MostEntries = 2_000;

    /// <summary>Findings after which no more are collected.</summary>
    public const int MostFindings = 100;

    private const int AtOnce = 500;

    /// <summary>Verifies entries that a checkpoint signs.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="from">The first, 0 or more.</param>
    /// <param name="count">How many, 1 to <see cref="MostEntries"/>; the range ends at the checkpoint at the latest.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task<RangeReport> RunAsync(ILedger ledger, long from, int count, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MostEntries);
        SignedCheckpoint checkpoint = ledger.Checkpoint;
        long end = Math.Min(from + count, checkpoint.Size);
        RangeAudit audit = new(checkpoint);
        for (long next = from; next < end; )
        {
            int most = (int)Math.Min(AtOnce, end - next);
            IReadOnlyList<StoredEntry> some = await ledger.ReadAsync(next, most, cancellation).ConfigureAwait(false);
            if (some.Count == 0)
            {
                audit.Add(next, $"it cannot be read, though the checkpoint signs {checkpoint.Size} entries");
                break;
            }

            foreach (StoredEntry entry in some)
            {
                InclusionProof proof = await ledger
                    .ProveInclusionAsync(entry.Sequence, checkpoint.Size, cancellation)
                    .ConfigureAwait(false);
                audit.Take(entry, proof);
            }

            next = some[^1].Sequence + 1;
        }

        return new(from, audit.Entries, checkpoint, audit.Findings);
    }

    private sealed class RangeAudit(SignedCheckpoint checkpoint)
    {
        private long _lastTime = long.MinValue;

        public List<Finding> Findings { get; } = [];

        public long Entries { get; private set; }

        public void Take(StoredEntry entry, InclusionProof proof)
        {
            Entries++;
            if (AuditedChunk.Audit(entry.Bytes.Span, out EntryFacts facts) is { } problem)
            {
                Add(entry.Sequence, $"the entry is wrong: {problem}");
            }
            else if (facts.RecordedAt <= _lastTime)
            {
                Add(entry.Sequence, "it was not recorded later than the entry before");
            }

            _lastTime = Math.Max(_lastTime, facts.RecordedAt);

            // The leaf is hashed here and the root is the checkpoint's: of what the ledger says only the path is taken.
            InclusionProof own = new(
                entry.Sequence,
                checkpoint.Size,
                LeafHash.Of(entry.Bytes.Span),
                proof.Path,
                checkpoint.Root
            );
            if (!MerkleProof.VerifyInclusion(own))
            {
                Add(entry.Sequence, $"it is not in the tree of {checkpoint.Size} entries that the checkpoint signs");
            }
        }

        public void Add(long sequence, string what)
        {
            if (Findings.Count < MostFindings)
            {
                Findings.Add(new("", sequence, what));
            }
        }
    }
}

/// <summary>What a <see cref="RangeCheck"/> saw.</summary>
/// <param name="From">The first entry.</param>
/// <param name="Entries">Entries verified; fewer than asked for where the checkpoint ends.</param>
/// <param name="Checkpoint">What they were verified against.</param>
/// <param name="Findings">What is wrong, in order, at most <see cref="RangeCheck.MostFindings"/>.</param>
public sealed record RangeReport(long From, long Entries, SignedCheckpoint Checkpoint, IReadOnlyList<Finding> Findings)
{
    /// <summary>Whether nothing is wrong.</summary>
    public bool IsIntact => Findings.Count == 0;
}
