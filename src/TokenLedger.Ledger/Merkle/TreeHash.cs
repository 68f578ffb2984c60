using System.Security.Cryptography;

namespace TokenLedger.Ledger.Merkle;

/// <summary>The hashes of RFC 6962, section 2.1: SHA-256 with one prefix byte that tells leaves from nodes.</summary>
internal static class TreeHash
{
    /// <summary>Bytes of a hash.</summary>
    public const int Size = 32;

    /// <summary>Root of the tree without leaves: the hash of nothing.</summary>
    public static ReadOnlySpan<byte> EmptyRoot =>
        [
            0xe3,
            0xb0,
            0xc4,
            0x42,
            0x98,
            0xfc,
            0x1c,
            0x14,
            0x9a,
            0xfb,
            0xf4,
            0xc8,
            0x99,
            0x6f,
            0xb9,
            0x24,
            0x27,
            0xae,
            0x41,
            0xe4,
            0x64,
            0x9b,
            0x93,
            0x4c,
            0xa4,
            0x95,
            0x99,
            0x1b,
            0x78,
            0x52,
            0xb8,
            0x55,
        ];

    /// <summary>Hashes two children: SHA-256(0x01 ‖ left ‖ right). The target may be one of them.</summary>
    public static void Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> target)
    {
        Span<byte> input = stackalloc byte[1 + 2 * Size];
        input[0] = 1;
        left.CopyTo(input[1..]);
        right.CopyTo(input[(1 + Size)..]);
        SHA256.HashData(input, target);
    }

    /// <summary>Folds a power-of-two count of sibling hashes, in place, to the root over them (in the first 32 bytes).</summary>
    public static void Fold(Span<byte> hashes)
    {
        for (int count = hashes.Length / Size; count > 1; count /= 2)
        {
            for (int i = 0; i < count / 2; i++)
            {
                Node(
                    hashes.Slice(2 * i * Size, Size),
                    hashes.Slice((2 * i + 1) * Size, Size),
                    hashes.Slice(i * Size, Size)
                );
            }
        }
    }
}
