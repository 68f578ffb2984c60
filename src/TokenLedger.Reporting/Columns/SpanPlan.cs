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

            spans.AddRange(Cut(span with { First = first, Count = end - first }, isKnown));
            first = end;
        }

        return spans;
    }

    /// <summary>Cuts sealed chunks of a window into spans of powers of two.</summary>
    /// <param name="run">The chunks.</param>
    /// <param name="isKnown">Whether the answer of a span is remembered.</param>
    public static List<ChunkSpan> Cut(ChunkSpan run, Func<ChunkSpan, bool> isKnown)
    {
        List<ChunkSpan> spans = [];
        int end = run.First + run.Count;
        for (int first = run.First, count; first < end; first += count)
        {
            count = CountAt(first, end - first);
            Cut(run with { First = first, Count = count }, isKnown, spans);
        }

        return spans;
    }

    /// <summary>The longest row of spans that can be remembered and follow one another; null when there is none.</summary>
    public static ChunkSpan? LongestRun(IReadOnlyList<ChunkSpan> spans)
    {
        ChunkSpan? longest = null;
        ChunkSpan? last = null;
        foreach (ChunkSpan span in spans.Where(span => span.IsWhole))
        {
            last =
                last is { } before && before.First + before.Count == span.First
                    ? before with
                    {
                        Count = before.Count + span.Count,
                    }
                    : span;
            longest = last.Value.Count > (longest?.Count ?? 0) ? last : longest;
        }

        return longest;
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

    /// <summary>Whether every row of a segment whose call began between two instants is within the window.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="query">The question.</param>
    /// <param name="since">The first instant, microseconds since 1970 UTC.</param>
    /// <param name="until">The last.</param>
    public static bool IsWhole(Chunk segment, ScanQuery query, long since, long until)
    {
        if (query.Instant != Field.OccurredAt)
        {
            return IsWhole(segment, query);
        }

        (long least, long most) = segment.Bounds((int)Field.OccurredAt);
        return segment.Bounds((int)Field.Sequence).Most < query.Before
            && !(Math.Max(least, since) < query.From)
            && !(Math.Min(most, until) >= query.To);
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
        if (query.Keys.FirstOrDefault(key => key.IsPeriods).Starts is not { } starts)
        {
            return whole;
        }

        long period = Bands.Of(starts, least);
        long[] inner = starts[(int)(period + 1)..(int)(Bands.Of(starts, most) + 1)];
        return whole with { Period = period, Inner = string.Join(',', inner) };
    }
}
