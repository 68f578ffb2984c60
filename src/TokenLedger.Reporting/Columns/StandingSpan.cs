namespace TokenLedger.Reporting.Columns;

/// <summary>
/// Finds the standing groups of a question: those of its longest run of sealed segments within the window. When a segment
/// has been sealed since, they are made of the ones before and of that segment alone.
/// </summary>
internal sealed class StandingSpan
{
    /// <summary>Slabs that tell how large all will be: the hash has chosen what is in them.</summary>
    private const int Sampled = 2;

    private readonly PieceSpans _spans;
    private readonly PartialMemory _memory;
    private readonly string _shape;
    private readonly ChunkSpan _run;

    private StandingSpan(PieceSpans spans, PartialMemory memory, ChunkSpan run)
    {
        (_spans, _memory, _run) = (spans, memory, run);
        _shape = spans.Shape + " standing";
    }

    /// <summary>Finds them.</summary>
    /// <returns>Null where nothing is remembered, where no segment lies within the window, and for too many groups.</returns>
    /// <exception cref="OverflowException">A sum does not fit 64 bits.</exception>
    public static StandingRun? Find(PieceSpans spans) =>
        spans.Memory is { } memory && SpanPlan.LongestRun(spans.All) is { } run
            ? new StandingSpan(spans, memory, run).Find()
            : null;

    private StandingRun? Find()
    {
        ChunkSpan[] others = [.. _spans.All.Where(span => span.First < _run.First || span.First >= End)];
        if (
            _memory.HasMany(_shape)
            || (_memory.Find<StandingGroups>(_run, _shape) ?? MakeInTime()) is not { } standing
            || _spans.TryRead(others, PiecePass.All) is not { } since
        )
        {
            return null;
        }

        ChangedGroups changed = new(_spans.Query, standing);
        PieceSums sums = new(_spans.Query);
        for (int piece = 0; piece < PieceLayout.Pieces; piece++)
        {
            Sum(null, since, piece, sums);
            sums.OfferTo(changed);
        }

        return new(_spans.Query, standing, changed, (counted, weight) => Rank(standing, counted, weight));
    }

    private int End => _run.First + _run.Count;

    private GroupRanking Rank(StandingGroups standing, int counted, GroupWeight weight)
    {
        string shape = $"{_shape} ranked {counted} {weight.Method.Name}";
        if (_memory.Find<GroupRanking>(_run, shape) is { } known && known.Weight == weight)
        {
            return known;
        }

        GroupRanking ranking = GroupRanking.Of(standing, _spans, counted, weight);
        _memory.Keep(_run, shape, ranking);
        return ranking;
    }

    /// <summary>
    /// Makes them, but not while somebody waits for the first answer to a question that may never be asked again: making them
    /// takes as long as the answer.
    /// </summary>
    private StandingGroups? MakeInTime()
    {
        (ChunkSpan Span, StandingGroups Groups)? before = _memory.FindBefore<StandingGroups>(_run, _shape);
        return before is null && _spans.Pace.IsAwaited && _memory.IsFirst(_shape) ? null : Make(before);
    }

    private StandingGroups? Make((ChunkSpan Span, StandingGroups Groups)? before)
    {
        int from = before is { } known ? known.Span.First + known.Span.Count : _run.First;
        IReadOnlyList<ChunkSpan> later = SpanPlan.Cut(_run with { First = from, Count = End - from }, _ => false);
        if (_spans.TryRead(later, PiecePass.All) is not { } parts)
        {
            return null;
        }

        if (Joined(before?.Groups, parts) is not { } standing)
        {
            _memory.NoteMany(_shape);
            return null;
        }

        _memory.Replace(before?.Span, _run, _shape, standing);
        return standing;
    }

    /// <summary>All groups of some parts; null when they would take too much memory.</summary>
    private StandingGroups? Joined(StandingGroups? before, PieceGroups[] parts)
    {
        PieceGroups[] slabs = new PieceGroups[StandingGroups.Slabs];
        long bytes = 0;
        int made = 0;
        bool fits = true;
        _spans.Pace.ForEach(
            slabs.Length,
            () => (Sums: new PieceSums(_spans.Query), Groups: new PieceGroupsWriter(_spans.Query.Measures.Count)),
            (own, slab) =>
            {
                if (!Volatile.Read(ref fits))
                {
                    return;
                }

                int first = slab * StandingGroups.PiecesOfSlab;
                own.Groups.Begin(first);
                for (int piece = first; piece < first + StandingGroups.PiecesOfSlab; piece++)
                {
                    Sum(before, parts, piece, own.Sums);
                    own.Sums.CopyInOrder(own.Groups);
                }

                slabs[slab] = own.Groups.Packed();
                long all = Interlocked.Add(ref bytes, slabs[slab].Bytes);
                int count = Interlocked.Increment(ref made);
                if (
                    all > _spans.StandingBytes
                    || (count == Sampled && all / count * slabs.Length > _spans.StandingBytes)
                )
                {
                    Volatile.Write(ref fits, false);
                }
            }
        );
        return fits ? new(slabs) : null;
    }

    private static void Sum(StandingGroups? before, PieceGroups[] parts, int piece, PieceSums sums)
    {
        PieceGroups? slab = before?.SlabOf(piece);
        sums.Begin(parts.Sum(part => part.CountOf(piece)) + (slab?.CountOf(piece) ?? 0));
        if (slab is not null)
        {
            sums.Add(slab, piece);
        }

        foreach (PieceGroups part in parts)
        {
            sums.Add(part, piece);
        }
    }
}
