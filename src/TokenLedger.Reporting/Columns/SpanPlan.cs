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
            spans.Add(new(first, Math.Min(count, view.Chunks.Count - first), IsWhole: false, Period: null));
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
            if (first >= view.Sealed || !IsWhole(view.Chunks[first], query, out long? period))
            {
                spans.Add(new(first++, 1, IsWhole: false, Period: null));
                continue;
            }

            int end = first + 1;
            while (end < view.Sealed && IsWhole(view.Chunks[end], query, out long? next) && next == period)
            {
                end++;
            }

            for (int count; first < end; first += count)
            {
                count = CountAt(first, end - first);
                Cut(new(first, count, IsWhole: true, period), isKnown, spans);
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

    private static bool IsWhole(Chunk segment, ScanQuery query, out long? period)
    {
        period = null;
        (long least, long most) = segment.Bounds((int)query.Instant);
        if (segment.Bounds((int)Field.Sequence).Most >= query.Before || least < query.From || most >= query.To)
        {
            return false;
        }

        foreach (ScanKey key in query.Keys)
        {
            if (key is { IsPeriods: true, Starts: { } starts })
            {
                period = Bands.Of(starts, least);
                if (period != Bands.Of(starts, most))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
