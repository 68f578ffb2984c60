using System.Buffers;
using System.Security.Cryptography;

namespace TokenLedger.Ledger.Merkle;

/// <summary>The leaf hash of an entry: SHA-256(0x00 ‖ canonical bytes), RFC 6962 section 2.1.</summary>
public static class LeafHash
{
    /// <summary>Hashes the canonical bytes of one entry into 32 bytes.</summary>
    public static void Of(ReadOnlySpan<byte> entry, Span<byte> target)
    {
        byte[] leaf = ArrayPool<byte>.Shared.Rent(entry.Length + 1);
        leaf[0] = 0;
        entry.CopyTo(leaf.AsSpan(1));
        SHA256.HashData(leaf.AsSpan(0, entry.Length + 1), target);
        ArrayPool<byte>.Shared.Return(leaf);
    }

    /// <summary>Hashes the canonical bytes of one entry.</summary>
    public static byte[] Of(ReadOnlySpan<byte> entry)
    {
        byte[] hash = new byte[TreeHash.Size];
        Of(entry, hash);
        return hash;
    }
}
