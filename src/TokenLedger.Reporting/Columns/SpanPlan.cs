using System.Numerics;

namespace TokenLedger.Reporting.Columns;

/// <summary>
/// Cuts the chunks of a question into spans. Those that lie within the window become spans of powers of two, the largest
/// that are remembered already: so an answer is put together from few parts, however long the ledger, and windows that
/// differ share most of theirs.
/// </summary>
internal static class SpanPlan
{
    /// <summary>Segments read at once for a part that is to be remembered; larger parts are made by joining two.</summary>
    public const int MostRead = 16;

    /// <summary>Spans of the same number of chunks, for a question of which nothing is remembered.</summary>
    public static List<ChunkSpan> Plain(ColumnView view, int count)
    {
        List<ChunkSpan> spans = [];
        for (int first = 0; first < view.Chunks.Count; first += count)
        {
            spans.Add(new(first, Math.Min(count, view.Chunks.Count - first), IsWhole: false, Period: 0));
        }

        return spans;
    }

    /// <summary>The spans of a question.</summary>
    /// <param name="view">The columns.</param>
    /// <param name="query">The question.</param>
    /// <param name="isKnown">Whether the answer of a span is remembered.</param>
    public static List<ChunkSpan> Of(ColumnView view, ScanQuery query, Func<ChunkSpan, bool> isKnown)
    {
        List<ChunkSpan> spans = [];
        for (int first = 0; first < view.Chunks.Count; )
        {
            if (SpanOf(view, query, first) is not { IsWhole: true, Inner: "" } span)
            {
                spans.Add(SpanOf(view, query, first++));
                continue;
            }

            int end = first + 1;
            while (SpanOf(view, query, end) == span with { First = end })
            {
                end++;
            }

            for (int count; first < end; first += count)
            {
                count = CountAt(first, end - first);
                Cut(span with { First = first, Count = count }, isKnown, spans);
            }
        }

        return spans;
    }

    private static void Cut(ChunkSpan span, Func<ChunkSpan, bool> isKnown, List<ChunkSpan> spans)
    {
        bool isOne = span.Count <= MostRead || isKnown(span) || (isKnown(span.Left) && isKnown(span.Right));
        if (isOne)
        {
            spans.Add(span);
            return;
        }

        Cut(span.Left, isKnown, spans);
        Cut(span.Right, isKnown, spans);
    }

    /// <summary>The largest power of two that divides a place and is not above a count.</summary>
    private static int CountAt(int first, int most)
    {
        int largest = 1 << BitOperations.Log2((uint)most);
        return first == 0 ? largest : Math.Min(largest, first & -first);
    }

    /// <summary>Whether every row of a segment is within the window.</summary>
    public static bool IsWhole(Chunk segment, ScanQuery query)
    {
        (long least, long most) = segment.Bounds((int)query.Instant);
        return segment.Bounds((int)Field.Sequence).Most < query.Before && !(least < query.From) && !(most >= query.To);
    }

    /// <summary>One chunk by itself; none there is after the last.</summary>
    private static ChunkSpan SpanOf(ColumnView view, ScanQuery query, int number)
    {
        ChunkSpan part = new(number, 1, IsWhole: false, Period: 0);
        if (number >= view.Sealed || !IsWhole(view.Chunks[number], query))
        {
            return part;
        }

        (long least, long most) = view.Chunks[number].Bounds((int)query.Instant);
        ChunkSpan whole = part with { IsWhole = true };
        return query.Keys.FirstOrDefault(key => key.IsPeriods).Starts is { } starts
            ? whole with
            {
                Period = Bands.Of(starts, least),
                Inner = string.Join(',', starts.Where(start => start > least && start <= most)),
            }
            : whole;
    }
}
