namespace TokenLedger.Reporting.Columns;

/// <summary>
/// Finds the standing groups of a question: those of its longest run of sealed segments within the window. When a segment
/// has been sealed since, they are made of the ones before and of that segment alone.
/// </summary>
internal sealed class StandingSpan
{
    private readonly PieceLayout _layout;
    private readonly PieceSpans _spans;
    private readonly PartialMemory _memory;
    private readonly string _shape;
    private readonly ChunkSpan _run;

    private StandingSpan(PieceLayout layout, PieceSpans spans, PartialMemory memory, ChunkSpan run)
    {
        (_layout, _spans, _memory, _run) = (layout, spans, memory, run);
        _shape = spans.Shape + " standing";
    }

    /// <summary>Finds them.</summary>
    /// <returns>Null where nothing is remembered, where no segment lies within the window, and for too many groups.</returns>
    /// <exception cref="OverflowException">A sum does not fit 64 bits.</exception>
    public static StandingRun? Find(ColumnView view, PieceLayout layout, KeyCode code)
    {
        PieceSpans spans = new(view, layout, code);
        return spans.Memory is { } memory && SpanPlan.LongestRun(spans.All) is { } run
            ? new StandingSpan(layout, spans, memory, run).Find()
            : null;
    }

    private StandingRun? Find()
    {
        ChunkSpan[] others = [.. _spans.All.Where(span => span.First < _run.First || span.First >= End)];
        if (
            _memory.HasMany(_shape)
            || (_memory.Find<StandingGroups>(_run, _shape) ?? Make()) is not { } standing
            || _spans.TryRead(others, new(0, 1)) is not { } since
        )
        {
            return null;
        }

        ChangedGroups changed = new(_layout.Query, standing);
        PieceSums sums = new(_layout);
        for (int piece = 0; piece < PieceLayout.Pieces; piece++)
        {
            Sum(since, piece, sums);
            sums.OfferTo(changed);
        }

        return new(_layout.Query, standing, changed, (counted, weight) => Rank(standing, counted, weight));
    }

    private int End => _run.First + _run.Count;

    private GroupRanking Rank(StandingGroups standing, int counted, GroupWeight weight)
    {
        string shape = $"{_shape} ranked {counted} {weight.Method.Name}";
        if (_memory.Find<GroupRanking>(_run, shape) is { } known && known.Weight == weight)
        {
            return known;
        }

        GroupRanking ranking = GroupRanking.Of(standing, _layout.Query, _spans.Ranked, counted, weight);
        _memory.Keep(_run, shape, ranking);
        return ranking;
    }

    private StandingGroups? Make()
    {
        (ChunkSpan Span, StandingGroups Groups)? before = _memory.FindBefore<StandingGroups>(_run, _shape);
        int from = before is { } known ? known.Span.First + known.Span.Count : _run.First;
        IReadOnlyList<ChunkSpan> later = SpanPlan.Cut(_run with { First = from, Count = End - from }, _ => false);
        if (_spans.TryRead(later, new(0, 1)) is not { } parts)
        {
            return null;
        }

        if (Joined(before is { } one ? [one.Groups.Groups, .. parts] : parts) is not { } standing)
        {
            _memory.NoteMany(_shape);
            return null;
        }

        _memory.Replace(before?.Span, _run, _shape, standing);
        return standing;
    }

    /// <summary>All groups of some parts; null when they are too many.</summary>
    private StandingGroups? Joined(PieceGroups[] parts)
    {
        (ulong[] Codes, long[] Sums)[] pieces = new (ulong[], long[])[PieceLayout.Pieces];
        int groups = 0;
        _spans.Pace.ForEach(
            pieces.Length,
            () => new PieceSums(_layout),
            (sums, piece) =>
            {
                if (Volatile.Read(ref groups) <= StandingGroups.Most)
                {
                    Sum(parts, piece, sums);
                    pieces[piece] = sums.InOrder();
                    Interlocked.Add(ref groups, sums.Count);
                }
            }
        );
        if (groups > StandingGroups.Most)
        {
            return null;
        }

        int[] starts = new int[pieces.Length + 1];
        for (int piece = 0; piece < pieces.Length; piece++)
        {
            starts[piece + 1] = starts[piece] + pieces[piece].Codes.Length;
        }

        ulong[] codes = [.. pieces.SelectMany(piece => piece.Codes)];
        long[] all = [.. pieces.SelectMany(piece => piece.Sums)];
        return new(PieceGroups.Packed(starts, codes, all, _layout.Query.Measures.Count));
    }

    private static void Sum(PieceGroups[] parts, int piece, PieceSums sums)
    {
        sums.Begin(parts.Sum(part => part.CountOf(piece)));
        foreach (PieceGroups part in parts)
        {
            sums.Add(part, piece);
        }
    }
}
