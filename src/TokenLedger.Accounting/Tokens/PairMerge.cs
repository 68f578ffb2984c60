using System.Buffers;

namespace TokenLedger.Accounting.Tokens;

/// <summary>
/// Byte-pair merging of one piece: the pair of neighbours with the lowest rank merges first, the leftmost of equals.
/// Short pieces scan; long ones use a priority queue, so that 100,000 equal letters take n log n and not n².
/// </summary>
internal static class PairMerge
{
    /// <summary>Up to this many bytes scanning is faster than a queue.</summary>
    private const int ScanLimit = 96;

    /// <summary>Appends the ids of a piece; returns their number. <paramref name="ids"/> null only counts.</summary>
    public static int Merge(RankTable ranks, ReadOnlySpan<byte> piece, List<int>? ids)
    {
        int whole = ranks.Rank(piece);
        if (whole != int.MaxValue)
        {
            ids?.Add(whole);
            return 1;
        }

        return piece.Length <= ScanLimit ? Scan(ranks, piece, ids) : Queue(ranks, piece, ids);
    }

    private static int Scan(RankTable ranks, ReadOnlySpan<byte> piece, List<int>? ids)
    {
        Span<int> starts = stackalloc int[ScanLimit + 1];
        Span<int> pairs = stackalloc int[ScanLimit + 1]; // rank of the pair that begins at a part
        int parts = piece.Length;
        for (int i = 0; i <= parts; i++)
        {
            starts[i] = i;
            pairs[i] = i + 2 <= parts ? ranks.Rank(piece.Slice(i, 2)) : int.MaxValue;
        }

        while (true)
        {
            int least = int.MaxValue;
            int at = -1;
            for (int i = 0; i < parts - 1; i++)
            {
                if (pairs[i] < least)
                {
                    least = pairs[i];
                    at = i;
                }
            }

            if (at < 0)
            {
                break;
            }

            starts[(at + 2)..(parts + 1)].CopyTo(starts[(at + 1)..]);
            pairs[(at + 2)..(parts + 1)].CopyTo(pairs[(at + 1)..]);
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

    private static int PairRank(RankTable ranks, ReadOnlySpan<byte> piece, Span<int> starts, int at, int parts) =>
        at + 2 <= parts ? ranks.Rank(piece[starts[at]..starts[at + 2]]) : int.MaxValue;

    private static int Queue(RankTable ranks, ReadOnlySpan<byte> piece, List<int>? ids)
    {
        int[] next = ArrayPool<int>.Shared.Rent(piece.Length + 1); // start of the following part
        int[] previous = ArrayPool<int>.Shared.Rent(piece.Length + 1);
        int[] pair = ArrayPool<int>.Shared.Rent(piece.Length + 1); // current rank of the pair that begins here
        PriorityQueue<int, long> queue = new(piece.Length);
        for (int i = 0; i < piece.Length; i++)
        {
            next[i] = i + 1;
            previous[i] = i - 1;
        }

        for (int i = 0; i < piece.Length; i++)
        {
            Offer(ranks, piece, next, pair, queue, i);
        }

        int parts = piece.Length;
        while (queue.TryDequeue(out int at, out long priority))
        {
            // A pair whose neighbours have merged since was offered again with its new rank.
            if (pair[at] != (int)(priority >> 32))
            {
                continue;
            }

            int gone = next[at];
            next[at] = next[gone];
            pair[gone] = -1;
            if (next[at] < piece.Length)
            {
                previous[next[at]] = at;
            }

            parts--;
            Offer(ranks, piece, next, pair, queue, at);
            if (previous[at] >= 0)
            {
                Offer(ranks, piece, next, pair, queue, previous[at]);
            }
        }

        for (int i = 0; ids is not null && i < piece.Length; i = next[i])
        {
            ids.Add(ranks.Rank(piece[i..next[i]]));
        }

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
        PriorityQueue<int, long> queue,
        int at
    )
    {
        int middle = next[at];
        int rank = middle < piece.Length ? ranks.Rank(piece[at..next[middle]]) : int.MaxValue;
        pair[at] = rank;
        if (rank != int.MaxValue)
        {
            // The lowest rank first, then the leftmost.
            queue.Enqueue(at, ((long)rank << 32) | (uint)at);
        }
    }
}
