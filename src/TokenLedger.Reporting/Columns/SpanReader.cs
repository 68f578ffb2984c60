namespace TokenLedger.Reporting.Columns;

/// <summary>One thread's way through the spans: takes what is remembered, reads the rest, remembers what it can.</summary>
/// <param name="view">The columns.</param>
/// <param name="query">The question.</param>
/// <param name="memory">What is remembered; null for nothing.</param>
/// <param name="shape">Its shape.</param>
/// <param name="most">Groups from which on it gives up.</param>
internal sealed class SpanReader(ColumnView view, ScanQuery query, PartialMemory? memory, string shape, int most)
{
    private readonly ScanWorker _part = new(query);

    // Once an answer was too large to be worth it, others of the same question will be.
    private bool _remembers = true;

    /// <summary>What was found.</summary>
    public ScanWorker Worker { get; } = new(query);

    /// <summary>Adds the rows of a span that the question is about.</summary>
    /// <returns>False when there are too many groups.</returns>
    public bool Read(ChunkSpan span)
    {
        bool isFew = true;
        if (span.IsWhole && memory?.Find<PartialSums>(span, shape) is { } known)
        {
            Worker.Merge(known, span.Period);
        }
        else if (span.IsWhole && _remembers && memory is not null)
        {
            isFew = Make(span, memory);
        }
        else
        {
            isFew = Read(span, Worker);
        }

        return isFew && Worker.Groups <= most;
    }

    private bool Make(ChunkSpan span, PartialMemory remembered)
    {
        _part.Reset();
        if (!Join(span, remembered) && !Read(span, _part))
        {
            return false;
        }

        PartialSums part = _part.Part(span.Period);
        _remembers = remembered.Keep(span, shape, part);
        Worker.Merge(part, span.Period);
        return true;
    }

    /// <summary>Makes the answer of a span of those of its halves, when they are remembered.</summary>
    private bool Join(ChunkSpan span, PartialMemory remembered)
    {
        if (
            span.Count == 1
            || remembered.Find<PartialSums>(span.Left, shape) is not { } left
            || remembered.Find<PartialSums>(span.Right, shape) is not { } right
        )
        {
            return false;
        }

        _part.Merge(left, span.Period);
        _part.Merge(right, span.Period);
        return true;
    }

    private bool Read(ChunkSpan span, ScanWorker to)
    {
        for (int i = span.First; i < span.First + span.Count && to.Groups <= most; i++)
        {
            to.Read(view.Chunks[i]);
        }

        return to.Groups <= most;
    }
}
