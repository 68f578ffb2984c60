using System.IO.Compression;
using System.Numerics;
using System.Runtime.InteropServices;

namespace TokenLedger.Accounting.Tokens.Merging;

/// <summary>
/// The merge ranks of one encoding: for each rank one length byte and that many bytes. An open-addressing table over
/// the packed bytes, because 200,000 arrays would take ten times as long to build.
/// </summary>
internal sealed class RankTable
{
    /// <summary>The rank of bytes that are no token.</summary>
    public const int None = int.MaxValue;

    private readonly byte[] packed;
    private readonly int[] starts; // of the length byte, by rank
    private readonly ulong[] slots; // upper half of the hash, rank + 1; 0 is free
    private readonly int[] pairs; // rank of two bytes
    private readonly int mask;

    private RankTable(byte[] packed, int most)
    {
        this.packed = packed;
        starts = Starts(packed, most);
        slots = new ulong[BitOperations.RoundUpToPowerOf2((uint)starts.Length * 2)];
        mask = slots.Length - 1;
        pairs = new int[256 * 256];
        Array.Fill(pairs, None);
        for (int rank = 0; rank < starts.Length; rank++)
        {
            Add(rank);
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
        return new(bytes.ToArray(), most);
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

            if ((uint)(found >> 32) == tag && Token((int)(uint)found - 1).SequenceEqual(bytes))
            {
                return (int)(uint)found - 1;
            }
        }
    }

    /// <summary>The rank of two bytes; <see cref="None"/> when they are no token.</summary>
    public int PairRank(byte first, byte second) => pairs[(first << 8) | second];

    private ReadOnlySpan<byte> Token(int rank)
    {
        int start = starts[rank];
        return packed.AsSpan(start + 1, packed[start]);
    }

    private void Add(int rank)
    {
        ReadOnlySpan<byte> token = Token(rank);
        if (token.IsEmpty)
        {
            return; // a number that the encoding gives to no bytes
        }

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

        slots[slot] = (hash & 0xFFFF_FFFF_0000_0000) | (uint)(rank + 1);
    }

    private static int[] Starts(byte[] packed, int most)
    {
        int count = 0;
        for (int at = 0; at < packed.Length && count < most; at += packed[at] + 1)
        {
            count++;
        }

        int[] starts = new int[count];
        count = 0;
        for (int at = 0; count < starts.Length; at += packed[at] + 1)
        {
            starts[count++] = at;
        }

        return starts;
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
