using System.Numerics;

namespace TokenLedger.Ledger.Merkle;

/// <summary>
/// The right edge of a growing RFC 6962 tree: one hash per set bit of its size, which is all that appending and the
/// root need. Not shared between threads.
/// </summary>
internal sealed class Frontier
{
    private readonly byte[] _peaks = new byte[64 * TreeHash.Size];

    /// <summary>Leaves added.</summary>
    public long Size { get; private set; }

    /// <summary>Adds the next leaf's hash.</summary>
    public void Add(ReadOnlySpan<byte> leafHash)
    {
        Span<byte> carry = stackalloc byte[TreeHash.Size];
        leafHash.CopyTo(carry);
        int level = BitOperations.TrailingZeroCount(~Size);
        for (int i = 0; i < level; i++)
        {
            TreeHash.Node(Peak(i), carry, carry);
        }

        carry.CopyTo(Peak(level));
        Size++;
    }

    /// <summary>Writes the root over all leaves.</summary>
    public void Root(Span<byte> target)
    {
        if (Size == 0)
        {
            TreeHash.EmptyRoot.CopyTo(target);
            return;
        }

        int level = BitOperations.TrailingZeroCount(Size);
        Peak(level).CopyTo(target);
        for (level++; level < 63; level++)
        {
            if ((Size >> level & 1) == 1)
            {
                TreeHash.Node(Peak(level), target, target);
            }
        }
    }

    /// <summary>The root over all leaves.</summary>
    public byte[] Root()
    {
        byte[] root = new byte[TreeHash.Size];
        Root(root);
        return root;
    }

    /// <summary>The peaks, from the smallest subtree to the largest, 32 bytes each.</summary>
    public byte[] Save()
    {
        List<byte> saved = [];
        for (int level = 0; level < 63; level++)
        {
            if ((Size >> level & 1) == 1)
            {
                saved.AddRange(Peak(level));
            }
        }

        return [.. saved];
    }

    /// <summary>A frontier from what <see cref="Save"/> gave for that size.</summary>
    public static Frontier Restore(long size, ReadOnlySpan<byte> saved)
    {
        Frontier frontier = new() { Size = size };
        for (int level = 0; level < 63; level++)
        {
            if ((size >> level & 1) == 1)
            {
                saved[..TreeHash.Size].CopyTo(frontier.Peak(level));
                saved = saved[TreeHash.Size..];
            }
        }

        return frontier;
    }

    private Span<byte> Peak(int level) => _peaks.AsSpan(level * TreeHash.Size, TreeHash.Size);
}
