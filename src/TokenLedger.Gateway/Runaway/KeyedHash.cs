using System.Buffers.Binary;
using System.Security.Cryptography;

namespace TokenLedger.Gateway.Runaway;

/// <summary>
/// A fast hash under a secret, to tell texts apart without keeping them: nobody without the secret can make its values, or
/// choose texts that collide.
/// </summary>
internal sealed class KeyedHash
{
    private const ulong Odd = 0x9E37_79B9_7F4A_7C15;

    private readonly ulong _first;
    private readonly ulong _second;

    /// <summary>With a new secret.</summary>
    public KeyedHash()
        : this(RandomNumberGenerator.GetBytes(16)) { }

    /// <summary>With a secret of at least 16 bytes.</summary>
    public KeyedHash(ReadOnlySpan<byte> secret)
    {
        _first = BinaryPrimitives.ReadUInt64LittleEndian(secret) | 1;
        _second = BinaryPrimitives.ReadUInt64LittleEndian(secret[8..]) | 1;
    }

    /// <summary>The hash of bytes.</summary>
    public ulong Of(ReadOnlySpan<byte> bytes)
    {
        ulong hash = _first ^ ((ulong)bytes.Length * Odd);
        while (bytes.Length >= 16)
        {
            hash = Fold(
                BinaryPrimitives.ReadUInt64LittleEndian(bytes) ^ _second,
                BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]) ^ hash
            );
            bytes = bytes[16..];
        }

        Span<byte> rest = stackalloc byte[16];
        rest.Clear();
        bytes.CopyTo(rest);
        hash = Fold(
            BinaryPrimitives.ReadUInt64LittleEndian(rest) ^ _second,
            BinaryPrimitives.ReadUInt64LittleEndian(rest[8..]) ^ hash
        );
        return Fold(hash ^ _first, _second ^ Odd);
    }

    /// <summary>One hash of two, whose order matters.</summary>
    public ulong Of(ulong left, ulong right) => Fold(left ^ _first, (right * Odd) ^ _second);

    private static ulong Fold(ulong left, ulong right)
    {
        ulong high = Math.BigMul(left, right, out ulong low);
        return high ^ low;
    }
}
