using TokenLedger.Reporting.Columns;

namespace TokenLedger.Reporting.Queries.Waste;

/// <summary>
/// Finds, span by span, the calls whose request may have been made before or after within the time an answer is kept; all
/// others have no part in what a cache of answers would have spared. One for each thread.
/// </summary>
internal sealed class RepeatableCalls
{
    private readonly ColumnView _view;
    private readonly ScanQuery _question;
    private readonly ScanKey[] _columns;
    private readonly long _reach; // how far apart two calls may begin that have to do with each other, microseconds
    private readonly PromptSieve _sieve = new();
    private readonly HashSet<PromptRequest> _once = [];
    private readonly HashSet<PromptRequest> _repeated = [];
    private readonly long[] _prompts = new long[RowSelection.BlockRows];

    private RepeatableCalls(ColumnView view, ScanQuery question, ScanKey[] columns, long reach) =>
        (_view, _question, _columns, _reach) = (view, question, columns, reach);

    /// <summary>The calls in their order, span by span.</summary>
    /// <param name="view">The columns.</param>
    /// <param name="question">The calls.</param>
    /// <param name="columns">What is read of each, see <see cref="WasteRow.Columns"/>.</param>
    /// <param name="kept">How long an answer is kept.</param>
    public static IEnumerable<PackedRows> Find(ColumnView view, ScanQuery question, ScanKey[] columns, TimeSpan kept)
    {
        long reach = Math.Max(kept.Ticks, RepeatedPrompts.Longest.Ticks) / TimeSpan.TicksPerMicrosecond;
        RepeatableCalls all = new(view, question, columns, reach);
        return SpanAnswers
            .Of(
                view,
                question,
                $"{question.Shape()} {ScanQuery.Shape(columns[^1])} repeatable within {reach}",
                () => new RepeatableCalls(view, question, columns, reach),
                (reader, span) => reader.Read(span),
                all.Lasts
            )
            .Select(one => one.Answer);
    }

    private PackedRows Read(ChunkSpan span)
    {
        Chunk[] near = [.. Near(span)];
        FindRepeated(near);
        List<long>[] values = [.. _columns.Select(_ => new List<long>())];
        RowReader.Read(
            _view.ChunksOf(span),
            _question,
            _columns,
            row =>
            {
                if (_repeated.Contains(PromptRequest.Of(new WasteRow(row))))
                {
                    for (int i = 0; i < row.Length; i++)
                    {
                        values[i].Add(row[i]);
                    }
                }
            },
            (Field.Prompt, _sieve.MayRepeat)
        );
        return new(values);
    }

    /// <summary>Finds the requests made more than once: most are sorted out by their prompts alone.</summary>
    private void FindRepeated(Chunk[] near)
    {
        _sieve.Begin(near.Sum(chunk => chunk.Rows));
        foreach ((Chunk chunk, int from, RowSelection kept) in RowReader.Blocks(near, _question))
        {
            kept.Read(chunk, (int)Field.Prompt, from, _prompts);
            _sieve.Note(_prompts.AsSpan(0, kept.Kept));
        }

        _once.Clear();
        _repeated.Clear();
        RowReader.Read(
            near,
            _question,
            _columns,
            row =>
            {
                PromptRequest request = PromptRequest.Of(new WasteRow(row));
                if (!_once.Add(request))
                {
                    _repeated.Add(request);
                }
            },
            (Field.Prompt, _sieve.MayRepeat)
        );
    }

    /// <summary>
    /// Whether every call that may have to do with those of a span is there, within the window and sealed. None comes later: it
    /// would be booked after the newest, and none takes part that was booked later than <see cref="RepeatedPrompts.Longest"/>
    /// after it began.
    /// </summary>
    private bool Lasts(ChunkSpan span)
    {
        long newest = _view.Chunks.Where(chunk => chunk.Rows > 0).Max(chunk => chunk.Bounds((int)Field.BookedAt).Most);
        long longest = RepeatedPrompts.Longest.Ticks / TimeSpan.TicksPerMicrosecond;
        (long least, long most) = Range(span);
        return newest - longest > most + _reach
            && Near(span)
                .All(chunk =>
                    chunk is SegmentChunk && SpanPlan.IsWhole(chunk, _question, least - _reach, most + _reach)
                );
    }

    /// <summary>The chunks with calls that began near enough to those of a span, and its own.</summary>
    private IEnumerable<Chunk> Near(ChunkSpan span)
    {
        (long least, long most) = Range(span);
        return _view.Chunks.Where(chunk =>
            chunk.Rows > 0
            && chunk.Bounds((int)Field.OccurredAt) is var (first, last)
            && first <= most + _reach
            && last >= least - _reach
        );
    }

    private (long Least, long Most) Range(ChunkSpan span)
    {
        Chunk[] own = [.. _view.ChunksOf(span).Where(chunk => chunk.Rows > 0)];
        return own.Length == 0
            ? (0, 0)
            : (
                own.Min(chunk => chunk.Bounds((int)Field.OccurredAt).Least),
                own.Max(chunk => chunk.Bounds((int)Field.OccurredAt).Most)
            );
    }
}
