namespace TokenLedger.Reporting.Columns;

/// <summary>
/// Answers of spans put together and kept from one question to the next: those of the longest run of sealed segments within
/// the window are one, so that only what was booked since is looked at again.
/// </summary>
internal static class StandingAnswers
{
    /// <summary>The answers of a question, of the run first, then those of all other spans.</summary>
    /// <param name="view">The columns.</param>
    /// <param name="query">The question.</param>
    /// <param name="shape">Equal for questions that sealed spans answer alike.</param>
    /// <param name="read">Answers for a span; asked from several threads.</param>
    /// <param name="join">Puts answers together.</param>
    public static StandingAnswer<T> Of<T>(
        ColumnView view,
        ScanQuery query,
        string shape,
        Func<ChunkSpan, T> read,
        Func<IReadOnlyList<T>, T> join
    )
        where T : class, IRemembered
    {
        List<ChunkSpan> spans = SpanPlan.Of(view, query, _ => false);
        if (view.Memory is not { } memory || SpanPlan.LongestRun(spans) is not { } run)
        {
            return new(null, null, Answers(view, shape, spans, read));
        }

        int end = run.First + run.Count;
        List<ChunkSpan> others = spans.FindAll(span => span.First < run.First || span.First >= end);
        string standing = shape + " standing";
        if (memory.Find<T>(run, standing) is not { } known)
        {
            (ChunkSpan Span, T Answer)? before = memory.FindBefore<T>(run, standing);
            int from = before is { } one ? run.First + one.Span.Count : run.First;
            List<ChunkSpan> later = SpanPlan.Cut(run with { First = from, Count = end - from }, _ => false);
            T[] parts = Answers(view, shape, later, read);
            known = join(before is { } old ? [old.Answer, .. parts] : parts);
            memory.Replace(before?.Span, run, standing, known);
        }

        return new(run, known, Answers(view, shape, others, read));
    }

    private static T[] Answers<T>(
        ColumnView view,
        string shape,
        IReadOnlyList<ChunkSpan> spans,
        Func<ChunkSpan, T> read
    )
        where T : class, IRemembered =>
        [.. SpanAnswers.Of(view, spans, shape, () => 0, (_, span) => read(span)).Select(one => one.Answer)];
}

/// <summary>The answers of a question.</summary>
/// <param name="Run">The longest run of sealed segments within the window; null for none.</param>
/// <param name="Standing">What it answers; null for none.</param>
/// <param name="Others">What all other spans answer.</param>
internal sealed record StandingAnswer<T>(ChunkSpan? Run, T? Standing, IReadOnlyList<T> Others)
    where T : class, IRemembered
{
    /// <summary>All answers.</summary>
    public IEnumerable<T> All => Standing is null ? Others : Others.Prepend(Standing);

    /// <summary>The run, to be part of the shape of what is made of its answer.</summary>
    public string RunText => Run is { } run ? $"{run.First}+{run.Count}" : "-";
}
