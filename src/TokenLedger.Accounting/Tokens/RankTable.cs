using System.IO.Compression;
using System.Runtime.InteropServices;

namespace TokenLedger.Accounting.Tokens;

/// <summary>
/// The merge ranks of one encoding: for each rank one length byte and that many bytes; the rank is the token's id.
/// An open-addressing table over the packed bytes, because 200,000 arrays would take ten times as long to build.
/// </summary>
internal sealed class RankTable
{
    private readonly byte[] packed;
    private readonly int[] starts; // of the length byte, by rank
    private readonly int[] slots; // rank + 1; 0 is free
    private readonly int mask;

    private RankTable(byte[] packed)
    {
        this.packed = packed;
        starts = Starts(packed);
        int size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)starts.Length * 2);
        slots = new int[size];
        mask = size - 1;
        for (int rank = 0; rank < starts.Length; rank++)
        {
            int slot = (int)Hash(Token(rank)) & mask;
            while (slots[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            slots[slot] = rank + 1;
        }
    }

    /// <summary>Reads the ranks built into this assembly.</summary>
    public static RankTable Load(string encoding)
    {
        string name = $"ranks/{encoding}.ranks.gz";
        using Stream resource = typeof(RankTable).Assembly.GetManifestResourceStream(name)!;
        using GZipStream unpacked = new(resource, CompressionMode.Decompress);
        using MemoryStream bytes = new(2 * 1024 * 1024);
        unpacked.CopyTo(bytes);
        return new(bytes.ToArray());
    }

    /// <summary>The rank of these bytes; <see cref="int.MaxValue"/> when they are no token.</summary>
    public int Rank(ReadOnlySpan<byte> bytes)
    {
        for (int slot = (int)Hash(bytes) & mask; slots[slot] != 0; slot = (slot + 1) & mask)
        {
            int rank = slots[slot] - 1;
            if (Token(rank).SequenceEqual(bytes))
            {
                return rank;
            }
        }

        return int.MaxValue;
    }

    private ReadOnlySpan<byte> Token(int rank) => packed.AsSpan(starts[rank] + 1, packed[starts[rank]]);

    private static int[] Starts(byte[] packed)
    {
        List<int> starts = new(256 * 1024);
        for (int at = 0; at < packed.Length; at += packed[at] + 1)
        {
            starts.Add(at);
        }

        return [.. starts];
    }

    /// <summary>Eight bytes at a time, mixed by multiplication; only speed and spread matter here.</summary>
    private static uint Hash(ReadOnlySpan<byte> bytes)
    {
        const ulong Multiplier = 0x9E3779B97F4A7C15;
        ulong hash = (ulong)bytes.Length * Multiplier;
        while (bytes.Length >= 8)
        {
            hash = (hash ^ MemoryMarshal.Read<ulong>(bytes)) * Multiplier;
            hash ^= hash >> 29;
            bytes = bytes[8..];
        }

        ulong rest = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            rest |= (ulong)bytes[i] << (8 * i);
        }

        hash = (hash ^ rest) * Multiplier;
        return (uint)(hash >> 32);
    }
}
