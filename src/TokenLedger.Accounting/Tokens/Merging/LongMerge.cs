using System.Buffers;

namespace TokenLedger.Accounting.Tokens.Merging;

/// <summary>
/// Merging of a long piece by a queue of its pairs, so that a megabyte of one letter takes n log n at worst and not n².
/// Works in rented arrays of about 30 bytes for each byte of the piece.
/// </summary>
internal static class LongMerge
{
    /// <summary>Appends the ids of a piece that is no token; returns their number.</summary>
    public static int Merge(RankTable ranks, ReadOnlySpan<byte> piece, List<int>? ids)
    {
        int length = piece.Length;
        int[] next = ArrayPool<int>.Shared.Rent(length + 1); // start of the following part
        int[] previous = ArrayPool<int>.Shared.Rent(length + 1);
        int[] pair = ArrayPool<int>.Shared.Rent(length + 1); // current rank of the pair that begins here
        PairQueue queue = new(length);
        for (int i = 0; i < length; i++)
        {
            next[i] = i + 1;
            previous[i] = i - 1;
            pair[i] = i + 1 < length ? ranks.PairRank(piece[i], piece[i + 1]) : RankTable.None;
            if (pair[i] != RankTable.None)
            {
                queue.Add(pair[i], i);
            }
        }

        int parts = length;
        while (queue.TryTake(out int rank, out int at))
        {
            // A pair whose neighbours have merged since waits again with its new rank.
            if (pair[at] != rank)
            {
                continue;
            }

            int gone = next[at];
            int after = next[gone];
            next[at] = after;
            pair[gone] = RankTable.None;
            if (after < length)
            {
                previous[after] = at;
            }

            parts--;
            int before = previous[at];
            if (before >= 0)
            {
                Offer(ranks, piece, next, pair, ref queue, before);
            }

            Offer(ranks, piece, next, pair, ref queue, at);
        }

        for (int i = 0; ids is not null && i < length; i = next[i])
        {
            ids.Add(ranks.Rank(piece[i..next[i]]));
        }

        queue.Return();
        ArrayPool<int>.Shared.Return(next);
        ArrayPool<int>.Shared.Return(previous);
        ArrayPool<int>.Shared.Return(pair);
        return parts;
    }

    private static void Offer(
        RankTable ranks,
        ReadOnlySpan<byte> piece,
        int[] next,
        int[] pair,
        ref PairQueue queue,
        int at
    )
    {
        int middle = next[at];
        int rank = middle < piece.Length ? ranks.Rank(piece[at..next[middle]]) : RankTable.None;
        pair[at] = rank;
        if (rank != RankTable.None)
        {
            queue.Add(rank, at);
        }
    }
}
