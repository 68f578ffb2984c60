namespace TokenLedger.Reporting.Columns;

/// <summary>
/// Answers a question span by span, on every core: for what is no sum. What sealed spans answered is remembered where there
/// is a <see cref="PartialMemory"/>.
/// </summary>
internal static class SpanAnswers
{
    /// <summary>The spans of a question with the answer of each.</summary>
    /// <param name="view">The columns.</param>
    /// <param name="query">The question.</param>
    /// <param name="shape">Equal for questions that sealed spans answer alike.</param>
    /// <param name="begin">Makes a reader for a thread.</param>
    /// <param name="read">Answers for a span.</param>
    /// <param name="lasts">Whether what a sealed span answers will always be so; null when it will.</param>
    public static (ChunkSpan Span, T Answer)[] Of<TReader, T>(
        ColumnView view,
        ScanQuery query,
        string shape,
        Func<TReader> begin,
        Func<TReader, ChunkSpan, T> read,
        Func<ChunkSpan, bool>? lasts = null
    )
        where T : class, IRemembered
    {
        List<ChunkSpan> spans = [.. SpanPlan.Of(view, query, _ => false).SelectMany(span => Lasting(span, lasts))];
        return Of(view, spans, shape, begin, read, lasts);
    }

    /// <summary>The answers of some spans.</summary>
    /// <inheritdoc cref="Of{TReader,T}(ColumnView,ScanQuery,string,Func{TReader},Func{TReader,ChunkSpan,T},Func{ChunkSpan,bool})"/>
    public static (ChunkSpan Span, T Answer)[] Of<TReader, T>(
        ColumnView view,
        IReadOnlyList<ChunkSpan> spans,
        string shape,
        Func<TReader> begin,
        Func<TReader, ChunkSpan, T> read,
        Func<ChunkSpan, bool>? lasts = null
    )
        where T : class, IRemembered
    {
        (ChunkSpan, T)[] found = new (ChunkSpan, T)[spans.Count];
        view.Pace.ForEach(
            spans.Count,
            begin,
            (reader, i) =>
            {
                ChunkSpan span = spans[i];
                PartialMemory? memory = span.IsWhole && lasts?.Invoke(span) != false ? view.Memory : null;
                T answer = memory?.Find<T>(span, shape) ?? read(reader, span);
                memory?.Keep(span, shape, answer);
                found[i] = (span, answer);
            }
        );
        return found;
    }

    /// <summary>Cuts a span so that what lasts of it can be remembered, however little that is.</summary>
    private static IEnumerable<ChunkSpan> Lasting(ChunkSpan span, Func<ChunkSpan, bool>? lasts) =>
        !span.IsWhole || span.Count == 1 || lasts?.Invoke(span) != false
            ? [span]
            : Lasting(span.Left, lasts).Concat(Lasting(span.Right, lasts));
}
