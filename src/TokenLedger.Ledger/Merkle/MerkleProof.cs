using System.Numerics;

namespace TokenLedger.Ledger.Merkle;

/// <summary>Builds and checks proofs as RFC 6962 section 2.1 and RFC 9162 section 2.1 define them.</summary>
public static class MerkleProof
{
    /// <summary>Gives the hash over a perfect, aligned subtree: leaves [index·2^level, (index+1)·2^level).</summary>
    internal delegate void Subtree(int level, long index, Span<byte> target);

    /// <summary>Whether the path leads from the leaf to the root.</summary>
    public static bool VerifyInclusion(InclusionProof proof)
    {
        ArgumentNullException.ThrowIfNull(proof);
        if (proof.Sequence < 0 || proof.Sequence >= proof.TreeSize || proof.LeafHash.Length != TreeHash.Size)
        {
            return false;
        }

        long node = proof.Sequence;
        long last = proof.TreeSize - 1;
        byte[] hash = proof.LeafHash.ToArray();
        foreach (ReadOnlyMemory<byte> sibling in proof.Path)
        {
            if (last == 0 || sibling.Length != TreeHash.Size)
            {
                return false;
            }

            if ((node & 1) == 1 || node == last)
            {
                TreeHash.Node(sibling.Span, hash, hash);
                int up = (node & 1) == 1 ? 0 : BitOperations.TrailingZeroCount(node);
                (node, last) = (node >> up, last >> up);
            }
            else
            {
                TreeHash.Node(hash, sibling.Span, hash);
            }

            (node, last) = (node >> 1, last >> 1);
        }

        return last == 0 && proof.Root.Span.SequenceEqual(hash);
    }

    /// <summary>Whether the tree of the second size extends the tree of the first without changing it.</summary>
    public static bool VerifyConsistency(
        long firstSize,
        ReadOnlySpan<byte> firstRoot,
        long secondSize,
        ReadOnlySpan<byte> secondRoot,
        IReadOnlyList<ReadOnlyMemory<byte>> path
    )
    {
        ArgumentNullException.ThrowIfNull(path);
        if (firstSize == secondSize || firstSize == 0)
        {
            bool same =
                firstSize == 0 ? firstRoot.SequenceEqual(TreeHash.EmptyRoot) : firstRoot.SequenceEqual(secondRoot);
            return path.Count == 0 && same;
        }

        if (firstSize > secondSize || firstSize < 0 || path.Any(hash => hash.Length != TreeHash.Size))
        {
            return false;
        }

        int at = 0;
        bool isWhole = BitOperations.IsPow2(firstSize);
        if (!isWhole && path.Count == 0)
        {
            return false;
        }

        byte[] first = isWhole ? firstRoot.ToArray() : path[at++].ToArray();
        byte[] second = [.. first];
        int up = BitOperations.TrailingZeroCount(firstSize);
        long node = firstSize - 1 >> up;
        long last = secondSize - 1 >> up;
        for (; at < path.Count; at++)
        {
            if (last == 0)
            {
                return false;
            }

            ReadOnlySpan<byte> sibling = path[at].Span;
            if ((node & 1) == 1 || node == last)
            {
                TreeHash.Node(sibling, first, first);
                TreeHash.Node(sibling, second, second);
                int skip = (node & 1) == 1 ? 0 : BitOperations.TrailingZeroCount(node);
                (node, last) = (node >> skip, last >> skip);
            }
            else
            {
                TreeHash.Node(second, sibling, second);
            }

            (node, last) = (node >> 1, last >> 1);
        }

        return last == 0 && firstRoot.SequenceEqual(first) && secondRoot.SequenceEqual(second);
    }

    /// <summary>The siblings from the leaf up.</summary>
    internal static List<ReadOnlyMemory<byte>> Inclusion(long sequence, long size, Subtree subtree)
    {
        List<ReadOnlyMemory<byte>> path = [];
        long low = 0;
        long high = size;
        while (high - low > 1)
        {
            long middle = low + Split(high - low);
            bool left = sequence < middle;
            path.Add(left ? Root(middle, high, subtree) : Root(low, middle, subtree));
            (low, high) = left ? (low, middle) : (middle, high);
        }

        path.Reverse();
        return path;
    }

    /// <summary>The hashes that show the first tree within the second (RFC 6962, section 2.1.2).</summary>
    internal static List<ReadOnlyMemory<byte>> Consistency(long firstSize, long secondSize, Subtree subtree)
    {
        List<ReadOnlyMemory<byte>> path = [];
        if (firstSize == 0 || firstSize == secondSize)
        {
            return path;
        }

        long low = 0;
        long high = secondSize;
        while (firstSize != high)
        {
            long middle = low + Split(high - low);
            bool left = firstSize <= middle;
            path.Add(left ? Root(middle, high, subtree) : Root(low, middle, subtree));
            (low, high) = left ? (low, middle) : (middle, high);
        }

        if (low != 0)
        {
            path.Add(Root(low, high, subtree));
        }

        path.Reverse();
        return path;
    }

    /// <summary>The hash over leaves [low, high), where low is a multiple of the largest power of two below the count.</summary>
    internal static byte[] Root(long low, long high, Subtree subtree)
    {
        byte[] hash = new byte[TreeHash.Size];
        if (high == low)
        {
            TreeHash.EmptyRoot.CopyTo(hash);
            return hash;
        }

        if (BitOperations.IsPow2(high - low))
        {
            int level = BitOperations.TrailingZeroCount(high - low);
            subtree(level, low >> level, hash);
            return hash;
        }

        long middle = low + Split(high - low);
        TreeHash.Node(Root(low, middle, subtree), Root(middle, high, subtree), hash);
        return hash;
    }

    // The largest power of two smaller than the count.
    private static long Split(long count) => 1L << (63 - BitOperations.LeadingZeroCount((ulong)(count - 1)));
}
