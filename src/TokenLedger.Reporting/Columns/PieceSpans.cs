using System.Collections.Concurrent;

namespace TokenLedger.Reporting.Columns;

/// <summary>
/// Reads the groups of spans for one question, piece by piece, on every core. What sealed spans answered is remembered.
/// </summary>
internal sealed class PieceSpans
{
    /// <summary>What one question may have of the memory: half.</summary>
    private const long MostKept = PartialMemory.MostBytes / 2;

    private readonly ColumnView _view;
    private readonly KeyCode _code;

    // What was read for this question already, whether it is remembered for others or not.
    private readonly ConcurrentDictionary<ChunkSpan, PieceGroups> _read = [];

    public PieceSpans(ColumnView view, ScanQuery query, KeyCode code)
    {
        (_view, Query, _code) = (view, query, code);
        bool isLasting = query.IsKept && code.Shape is not null && !query.Keys.Any(key => key.IsPeriods);
        Memory = isLasting ? view.Memory : null;
        Shape = Memory is null ? "" : $"{query.Shape()} pieces {code.Shape}";
        All = Memory is null ? SpanPlan.Plain(view, SpanPlan.MostRead) : SpanPlan.Of(view, query, _ => false);
    }

    /// <summary>The question.</summary>
    public ScanQuery Query { get; }

    /// <summary>What is remembered; null for nothing.</summary>
    public PartialMemory? Memory { get; }

    /// <summary>The shape of the question.</summary>
    public string Shape { get; }

    /// <summary>All spans of the question.</summary>
    public IReadOnlyList<ChunkSpan> All { get; }

    /// <summary>How many standing groups are ranked.</summary>
    public int Ranked => _view.Limits.Ranked;

    /// <summary>Most memory of groups that stand.</summary>
    public long StandingBytes => _view.Limits.StandingBytes;

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
            () => new PieceReader(_view, Query, _code),
            (reader, i) =>
            {
                if (Volatile.Read(ref fits))
                {
                    parts[i] = Find(spans[i], pass) ?? Make(reader, spans[i], pass, Interlocked.Read(ref bytes));
                    bool isWithin = Interlocked.Add(ref bytes, parts[i].Bytes) <= _view.Limits.PassBytes;
                    if (!isWithin && pass.Count < PieceLayout.Pieces)
                    {
                        Volatile.Write(ref fits, false);
                    }
                }
            }
        );
        if (!fits)
        {
            _read.Clear();
        }

        return fits ? parts : null;
    }

    private PieceGroups? Find(ChunkSpan span, PiecePass pass) =>
        pass.Count > 1 ? null
        : _read.TryGetValue(span, out PieceGroups? part) ? part
        : span.IsWhole ? Memory?.Find<PieceGroups>(span, Shape)
        : null;

    private PieceGroups Make(PieceReader reader, ChunkSpan span, PiecePass pass, long before)
    {
        PieceGroups part = reader.Read(span, pass);
        if (pass.Count == 1)
        {
            _read[span] = part;
            if (span.IsWhole && before + part.Bytes <= MostKept)
            {
                Memory?.Keep(span, Shape, part, isSpare: true);
            }
        }

        return part;
    }
}
