using System.Numerics;
using System.Runtime.InteropServices;

namespace TokenLedger.Accounting.Tokens.Merging;

/// <summary>
/// Byte-pair merging of one piece: the pair of neighbours with the lowest rank merges first, the leftmost of equals.
/// Short pieces scan for it; <see cref="LongMerge"/> takes the others.
/// </summary>
internal static class PairMerge
{
    /// <summary>Up to this many bytes scanning is faster than a queue.</summary>
    private const int ScanLimit = 128;

    /// <summary>Appends the ids of a piece; returns their number. <paramref name="ids"/> null only counts.</summary>
    public static int Merge(RankTable ranks, ReadOnlySpan<byte> piece, List<int>? ids)
    {
        int whole = ranks.Rank(piece);
        if (whole != RankTable.None)
        {
            ids?.Add(whole);
            return 1;
        }

        return piece.Length <= ScanLimit ? Scan(ranks, piece, ids) : LongMerge.Merge(ranks, piece, ids);
    }

    private static int Scan(RankTable ranks, ReadOnlySpan<byte> piece, List<int>? ids)
    {
        Span<byte> starts = stackalloc byte[ScanLimit + 1];
        Span<int> pairs = stackalloc int[ScanLimit]; // rank of the pair that begins at a part; none behind the last
        int parts = piece.Length;
        pairs.Fill(RankTable.None);
        for (int i = 0; i < parts; i++)
        {
            starts[i] = (byte)i;
            pairs[i] = i + 1 < parts ? ranks.PairRank(piece[i], piece[i + 1]) : RankTable.None;
        }

        starts[parts] = (byte)parts;
        while (Least(pairs, parts) is int at and >= 0)
        {
            starts[(at + 2)..(parts + 1)].CopyTo(starts[(at + 1)..]);
            pairs[(at + 2)..parts].CopyTo(pairs[(at + 1)..]);
            parts--;
            pairs[at] = PairRank(ranks, piece, starts, at, parts);
            if (at > 0)
            {
                pairs[at - 1] = PairRank(ranks, piece, starts, at - 1, parts);
            }
        }

        for (int i = 0; ids is not null && i < parts; i++)
        {
            ids.Add(ranks.Rank(piece[starts[i]..starts[i + 1]]));
        }

        return parts;
    }

    /// <summary>Where the lowest rank is, the leftmost of equals; -1 when no pair is a token.</summary>
    private static int Least(ReadOnlySpan<int> pairs, int parts)
    {
        ReadOnlySpan<Vector<int>> vectors = MemoryMarshal.Cast<int, Vector<int>>(pairs);
        Vector<int> least = vectors[0];
        for (int i = 1; i * Vector<int>.Count < parts; i++)
        {
            least = Vector.Min(least, vectors[i]);
        }

        int rank = RankTable.None;
        for (int i = 0; i < Vector<int>.Count; i++)
        {
            rank = Math.Min(rank, least[i]);
        }

        return rank == RankTable.None ? -1 : pairs.IndexOf(rank);
    }

    private static int PairRank(
        RankTable ranks,
        ReadOnlySpan<byte> piece,
        ReadOnlySpan<byte> starts,
        int at,
        int parts
    ) => at + 2 <= parts ? ranks.Rank(piece[starts[at]..starts[at + 2]]) : RankTable.None;
}
