using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;
using System.Runtime.InteropServices;

namespace TokenLedger.Accounting.Tokens.Merging;

/// <summary>
/// The merge ranks of one encoding: an open-addressing table over one buffer of tokens, because 200,000 arrays would
/// take ten times as long to build. A lookup touches two places of memory: the slot, and the token with its rank.
/// </summary>
internal sealed class RankTable
{
    /// <summary>The rank of bytes that are no token.</summary>
    public const int None = int.MaxValue;

    private const int Head = 5; // a token's rank in four bytes and its length in one

    private readonly byte[] tokens; // head and bytes of each
    private readonly ulong[] slots; // upper half of the hash, position in the tokens + 1; 0 is free
    private readonly int[] pairs; // rank of two bytes
    private readonly int mask;

    private RankTable(ReadOnlySpan<byte> packed, int most)
    {
        int count = CountOf(packed, most);
        tokens = new byte[packed.Length + count * (Head - 1)];
        slots = new ulong[BitOperations.RoundUpToPowerOf2((uint)count * 2)];
        mask = slots.Length - 1;
        pairs = new int[256 * 256];
        Array.Fill(pairs, None);
        int end = 0;
        for (int rank = 0; rank < count; rank++)
        {
            ReadOnlySpan<byte> token = packed.Slice(1, packed[0]);
            packed = packed[(1 + token.Length)..];
            if (!token.IsEmpty) // else a number that the encoding gives to no bytes
            {
                Add(token, rank, end);
                end += Head + token.Length;
            }
        }
    }

    /// <summary>Reads the ranks built into this assembly.</summary>
    /// <param name="file">The name of the packed file, without its endings.</param>
    /// <param name="most">How many of its ranks to take.</param>
    public static RankTable Load(string file, int most = int.MaxValue)
    {
        using Stream resource = typeof(RankTable).Assembly.GetManifestResourceStream($"ranks/{file}.ranks.gz")!;
        using GZipStream unpacked = new(resource, CompressionMode.Decompress);
        using MemoryStream bytes = new(2 * 1024 * 1024);
        unpacked.CopyTo(bytes);
        return new(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), most);
    }

    /// <summary>The rank of these bytes, at least one; <see cref="None"/> when they are no token.</summary>
    public int Rank(ReadOnlySpan<byte> bytes)
    {
        ulong hash = Hash(bytes);
        uint tag = (uint)(hash >> 32);
        for (int slot = (int)hash & mask; ; slot = (slot + 1) & mask)
        {
            ulong found = slots[slot];
            if (found == 0)
            {
                return None;
            }

            if ((uint)(found >> 32) == tag)
            {
                ReadOnlySpan<byte> token = tokens.AsSpan((int)(uint)found - 1);
                if (token[Head - 1] == bytes.Length && token.Slice(Head, bytes.Length).SequenceEqual(bytes))
                {
                    return BinaryPrimitives.ReadInt32LittleEndian(token);
                }
            }
        }
    }

    /// <summary>The rank of two bytes; <see cref="None"/> when they are no token.</summary>
    public int PairRank(byte first, byte second) => pairs[(first << 8) | second];

    private void Add(ReadOnlySpan<byte> token, int rank, int position)
    {
        BinaryPrimitives.WriteInt32LittleEndian(tokens.AsSpan(position), rank);
        tokens[position + Head - 1] = (byte)token.Length;
        token.CopyTo(tokens.AsSpan(position + Head));
        if (token.Length == 2)
        {
            pairs[(token[0] << 8) | token[1]] = rank;
        }

        ulong hash = Hash(token);
        int slot = (int)hash & mask;
        while (slots[slot] != 0)
        {
            slot = (slot + 1) & mask;
        }

        slots[slot] = (hash & 0xFFFF_FFFF_0000_0000) | (uint)(position + 1);
    }

    private static int CountOf(ReadOnlySpan<byte> packed, int most)
    {
        int count = 0;
        for (int at = 0; at < packed.Length && count < most; at += packed[at] + 1)
        {
            count++;
        }

        return count;
    }

    /// <summary>Eight bytes at a time, the last eight overlapping; only speed and spread matter here.</summary>
    private static ulong Hash(ReadOnlySpan<byte> bytes)
    {
        int length = bytes.Length;
        ulong hash = (ulong)length;
        if (length >= 8)
        {
            for (int at = 0; at + 8 < length; at += 8)
            {
                hash = Mix(hash ^ MemoryMarshal.Read<ulong>(bytes[at..]));
            }

            return Mix(hash ^ MemoryMarshal.Read<ulong>(bytes[(length - 8)..]));
        }

        if (length >= 4)
        {
            ulong last = MemoryMarshal.Read<uint>(bytes[(length - 4)..]);
            return Mix((hash << 56) ^ MemoryMarshal.Read<uint>(bytes) ^ (last << 32));
        }

        return Mix((hash << 56) ^ bytes[0] ^ ((ulong)bytes[length / 2] << 8) ^ ((ulong)bytes[length - 1] << 16));
    }

    private static ulong Mix(ulong value)
    {
        value *= 0x9E37_79B9_7F4A_7C15;
        value ^= value >> 32;
        value *= 0xD6E8_FEB8_6659_FD93;
        return value ^ (value >> 32);
    }
}
