namespace TokenLedger.Reporting.Columns;

/// <summary>Reads the groups of spans, piece by piece, on every core. What sealed spans answered is remembered.</summary>
internal sealed class PieceSpans
{
    /// <summary>Most memory of the groups of all spans, 256 MiB; with more the pieces are made in several passes.</summary>
    private const long MostBytes = 256L << 20;

    /// <summary>What one question may have of the memory: half.</summary>
    private const long MostKept = PartialMemory.MostBytes / 2;

    private readonly ColumnView _view;
    private readonly PieceLayout _layout;
    private readonly KeyCode _code;

    public PieceSpans(ColumnView view, PieceLayout layout, KeyCode code)
    {
        (_view, _layout, _code) = (view, layout, code);
        bool isLasting = code.Shape is not null && !layout.Query.Keys.Any(key => key.IsPeriods);
        Memory = isLasting ? view.Memory : null;
        Shape = Memory is null ? "" : $"{layout.Query.Shape()} pieces {code.Shape}";
        All = Memory is null ? SpanPlan.Plain(view, SpanPlan.MostRead) : SpanPlan.Of(view, layout.Query, _ => false);
    }

    /// <summary>What is remembered; null for nothing.</summary>
    public PartialMemory? Memory { get; }

    /// <summary>The shape of the question.</summary>
    public string Shape { get; }

    /// <summary>All spans of the question.</summary>
    public IReadOnlyList<ChunkSpan> All { get; }

    /// <summary>How many standing groups are ranked.</summary>
    public int Ranked => _view.Ranked;

    /// <summary>How the columns are read.</summary>
    public ScanPace Pace => _view.Pace;

    /// <summary>The groups of spans; null when they are too many for one pass.</summary>
    /// <exception cref="OverflowException">A sum does not fit 64 bits.</exception>
    public PieceGroups[]? TryRead(IReadOnlyList<ChunkSpan> spans, PiecePass pass)
    {
        PieceGroups[] parts = new PieceGroups[spans.Count];
        long bytes = 0;
        bool fits = true;
        Pace.ForEach(
            spans.Count,
            () => new PieceReader(_view, _layout, _code),
            (reader, i) =>
            {
                if (Volatile.Read(ref fits))
                {
                    parts[i] = Find(spans[i], pass) ?? Make(reader, spans[i], pass, Interlocked.Read(ref bytes));
                    bool isWithin = Interlocked.Add(ref bytes, parts[i].Bytes) <= MostBytes;
                    Volatile.Write(ref fits, Volatile.Read(ref fits) && (isWithin || pass.Count == PieceLayout.Pieces));
                }
            }
        );
        return fits ? parts : null;
    }

    private PieceGroups? Find(ChunkSpan span, PiecePass pass) =>
        pass.Count == 1 && span.IsWhole ? Memory?.Find<PieceGroups>(span, Shape) : null;

    private PieceGroups Make(PieceReader reader, ChunkSpan span, PiecePass pass, long before)
    {
        PieceGroups part = reader.Read(span, pass);
        if (pass.Count == 1 && span.IsWhole && before + part.Bytes <= MostKept)
        {
            Memory?.Keep(span, Shape, part);
        }

        return part;
    }
}
