namespace TokenLedger.Reporting.Columns;

/// <summary>
/// Sums a question of very many groups on every core: the groups of each span piece by piece, then each piece over all
/// spans, within the cache. What sealed spans answered is remembered, so that asked again only the second is left to do.
/// </summary>
internal sealed class PieceRun
{
    /// <summary>Most memory of the groups of all spans, 256 MiB; with more the pieces are made in several passes.</summary>
    private const long MostBytes = 256L << 20;

    /// <summary>What one question may have of the memory: half.</summary>
    private const long MostKept = PartialMemory.MostBytes / 2;

    private readonly ColumnView _view;
    private readonly PieceLayout _layout;
    private readonly KeyCode _code;
    private readonly PartialMemory? _memory;
    private readonly string _shape;
    private readonly List<ChunkSpan> _spans;
    private readonly int _workers;

    public PieceRun(ColumnView view, PieceLayout layout, KeyCode code)
    {
        (_view, _layout, _code) = (view, layout, code);
        bool isLasting = code.Shape is not null && !layout.Query.Keys.Any(key => key.IsPeriods);
        _memory = isLasting ? view.Memory : null;
        _shape = _memory is null ? "" : $"{layout.Query.Shape()} pieces {code.Shape}";
        _spans = _memory is null
            ? SpanPlan.Plain(view, SpanPlan.MostRead)
            : SpanPlan.Of(view, layout.Query, _ => false);
        _workers = Math.Clamp(Environment.ProcessorCount, 1, _spans.Count);
    }

    /// <summary>Sums all groups.</summary>
    /// <param name="begin">Makes who takes a thread's groups.</param>
    /// <returns>Those who took them: every group is with one of them.</returns>
    /// <exception cref="OverflowException">A sum does not fit 64 bits.</exception>
    public T[] Sum<T>(Func<T> begin)
        where T : IGroupTaker
    {
        for (int passes = 1; ; passes *= 2)
        {
            T[] takers = [.. Enumerable.Range(0, _workers).Select(_ => begin())];
            if (TrySum(passes, takers))
            {
                return takers;
            }
        }
    }

    private bool TrySum<T>(int passes, T[] takers)
        where T : IGroupTaker
    {
        for (int number = 0; number < passes; number++)
        {
            if (TryRead(new(number, passes)) is not { } parts)
            {
                return false;
            }

            Sum(parts, takers);
        }

        return true;
    }

    /// <summary>The groups of every span; null when they are too many for one pass.</summary>
    private PieceGroups[]? TryRead(PiecePass pass)
    {
        PieceGroups[] parts = new PieceGroups[_spans.Count];
        long bytes = 0;
        bool fits = true;
        OnEveryCore(
            _spans.Count,
            () => new PieceReader(_view, _layout, _code),
            (reader, i) =>
            {
                if (Volatile.Read(ref fits))
                {
                    parts[i] = Find(i, pass) ?? Make(reader, i, pass, Interlocked.Read(ref bytes));
                    bool isWithin = Interlocked.Add(ref bytes, parts[i].Bytes) <= MostBytes;
                    Volatile.Write(ref fits, Volatile.Read(ref fits) && (isWithin || pass.Count == PieceLayout.Pieces));
                }
            }
        );
        return fits ? parts : null;
    }

    private PieceGroups? Find(int span, PiecePass pass) =>
        pass.Count == 1 && _spans[span].IsWhole ? _memory?.Find<PieceGroups>(_spans[span], _shape) : null;

    private PieceGroups Make(PieceReader reader, int span, PiecePass pass, long before)
    {
        PieceGroups part = reader.Read(_spans[span], pass);
        if (pass.Count == 1 && _spans[span].IsWhole && before + part.Bytes <= MostKept)
        {
            _memory?.Keep(_spans[span], _shape, part);
        }

        return part;
    }

    private void Sum<T>(PieceGroups[] parts, T[] takers)
        where T : IGroupTaker
    {
        int worker = -1;
        OnEveryCore(
            PieceLayout.Pieces,
            () => (Sums: new PieceSums(_layout), Taker: takers[Interlocked.Increment(ref worker)]),
            (own, piece) =>
            {
                own.Sums.Begin(parts.Sum(part => part.CountOf(piece)));
                foreach (PieceGroups part in parts)
                {
                    own.Sums.Add(part, piece);
                }

                own.Sums.OfferTo(own.Taker);
            }
        );
    }

    private void OnEveryCore<T>(int count, Func<T> begin, Action<T, int> run)
    {
        int next = -1;
        Parallel.For(
            0,
            _workers,
            _ =>
            {
                T own = begin();
                for (int i; (i = Interlocked.Increment(ref next)) < count; )
                {
                    run(own, i);
                }
            }
        );
    }
}
