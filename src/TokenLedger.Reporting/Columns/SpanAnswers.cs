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
    /// <param name="read">Answers for the chunks of a span.</param>
    public static (ChunkSpan Span, T Answer)[] Of<TReader, T>(
        ColumnView view,
        ScanQuery query,
        string shape,
        Func<TReader> begin,
        Func<TReader, IEnumerable<Chunk>, T> read
    )
        where T : class, IRemembered
    {
        List<ChunkSpan> spans = SpanPlan.Of(view, query, _ => false);
        (ChunkSpan, T)[] found = new (ChunkSpan, T)[spans.Count];
        int next = -1;
        Parallel.For(
            0,
            Math.Clamp(Environment.ProcessorCount, 1, spans.Count),
            _ =>
            {
                TReader reader = begin();
                for (int i; (i = Interlocked.Increment(ref next)) < spans.Count; )
                {
                    found[i] = (spans[i], Find(spans[i]) ?? Keep(spans[i], read(reader, view.ChunksOf(spans[i]))));
                }
            }
        );
        return found;

        T? Find(ChunkSpan span) => span.IsWhole ? view.Memory?.Find<T>(span, shape) : null;

        T Keep(ChunkSpan span, T answer)
        {
            if (span.IsWhole)
            {
                view.Memory?.Keep(span, shape, answer);
            }

            return answer;
        }
    }
}
