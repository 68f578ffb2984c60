using TokenLedger.Ledger.Embedded;
using TokenLedger.Ledger.Entries;
using TokenLedger.Ledger.Merkle;

namespace TokenLedger.Ledger.Verification;

/// <summary>
/// A few consecutive frames of one segment, with everything that can be computed without knowing what came before:
/// canonical form, facts and leaf hash of every entry. Chunks are audited in parallel.
/// </summary>
internal sealed class AuditedChunk
{
    /// <summary>Entries after which a chunk is full.</summary>
    public const int FullAt = 2048;

    /// <summary>First entry of the segment.</summary>
    public required long Segment { get; init; }

    /// <summary>The frames, in order.</summary>
    public List<Frame> Frames { get; } = [];

    /// <summary>Whether entries before this chunk could not be read, so that roots cannot be computed any more.</summary>
    public bool FollowsGap { get; set; }

    /// <summary>Entries of all frames.</summary>
    public int Count { get; private set; }

    /// <summary>The entries' bytes.</summary>
    public List<ReadOnlyMemory<byte>> Entries { get; } = [];

    /// <summary>Leaf hashes, 32 bytes an entry.</summary>
    public byte[] Leaves { get; private set; } = [];

    /// <summary>Facts of every entry.</summary>
    public EntryFacts[] Facts { get; private set; } = [];

    /// <summary>What is wrong with single entries.</summary>
    public List<Finding> Findings { get; } = [];

    public void Add(Frame frame)
    {
        Frames.Add(frame);
        Count += frame.Count;
    }

    public ReadOnlySpan<byte> Leaf(int i) => Leaves.AsSpan(i * TreeHash.Size, TreeHash.Size);

    /// <summary>Does the work.</summary>
    public AuditedChunk Audit()
    {
        Leaves = new byte[Count * TreeHash.Size];
        Facts = new EntryFacts[Count];
        int i = 0;
        foreach (Frame frame in Frames)
        {
            long sequence = frame.First;
            foreach (ReadOnlyMemory<byte> entry in frame.Entries())
            {
                Entries.Add(entry);
                LeafHash.Of(entry.Span, Leaves.AsSpan(i * TreeHash.Size, TreeHash.Size));
                if (Audit(entry.Span, out Facts[i]) is { } problem)
                {
                    Findings.Add(new Finding(SegmentPath.Of(Segment), sequence, $"the entry is wrong: {problem}"));
                }

                i++;
                sequence++;
            }
        }

        return this;
    }

    /// <summary>What is wrong with an entry by itself, a clause; null when nothing.</summary>
    public static string? Audit(ReadOnlySpan<byte> entry, out EntryFacts facts) =>
        CanonicalScan.Read(entry, out facts) ?? Judge(facts, entry.Length);

    private static string? Judge(in EntryFacts facts, int length)
    {
        if (facts.Kind is null)
        {
            return "its kind is not known";
        }

        if (length > CanonicalEntry.MostBytes)
        {
            return $"it has {length} bytes, more than {CanonicalEntry.MostBytes}";
        }

        if (facts.Resolves && facts.Settles is null)
        {
            return "it does not name the authorization it resolves";
        }

        // known_cost_usd is left out when it equals cost_usd; entries without lines (imports) may state a bare cost.
        return facts.HasLines && (facts.KnownCost ?? facts.Cost) is { } known && known != facts.Lines
            ? $"its lines sum to {facts.Lines} USD, its cost is {known} USD"
            : null;
    }
}
