namespace TokenLedger.Reporting.Columns;

/// <summary>One thread's way through the chunks: takes what is remembered, reads the rest, remembers what it can.</summary>
internal sealed class ChunkReader(ScanQuery query)
{
    private readonly string _shape = query.Shape();
    private readonly ScanWorker _part = new(query);

    // Once an answer was too large to be worth it, others of the same question will be.
    private bool _remembers = true;

    /// <summary>What was found.</summary>
    public ScanWorker Worker { get; } = new(query);

    /// <summary>Adds the rows of a chunk that the question is about.</summary>
    public void Read(Chunk chunk)
    {
        if (
            !_remembers
            || chunk is not SegmentChunk { Memory: { } memory } segment
            || !IsWhole(segment, out long? period)
        )
        {
            Worker.Read(chunk);
            return;
        }

        if (memory.Find(segment, _shape) is not { } part)
        {
            _part.Reset();
            _part.Read(segment);
            part = _part.Part();
            _remembers = part.Groups <= PartialMemory.MostGroups;
            if (_remembers)
            {
                memory.Keep(segment, _shape, part);
            }
        }

        Worker.NoteLargest(segment, segment.Rows);
        Worker.Merge(part, period);
    }

    /// <summary>Whether every row of a segment is within the window and within one period.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="period">The period; null when the question has none.</param>
    private bool IsWhole(SegmentChunk segment, out long? period)
    {
        period = null;
        (long least, long most) = segment.Bounds((int)query.Instant);
        if (segment.Bounds((int)Field.Sequence).Most >= query.Before || least < query.From || most >= query.To)
        {
            return false;
        }

        foreach (ScanKey key in query.Keys)
        {
            if (key is { IsPeriods: true, Starts: { } starts })
            {
                period = Bands.Of(starts, least);
                if (period != Bands.Of(starts, most))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
