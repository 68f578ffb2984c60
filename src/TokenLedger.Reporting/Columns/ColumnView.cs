namespace TokenLedger.Reporting.Columns;

/// <summary>The columns as they were at one instant, for reading from any thread or process.</summary>
internal sealed class ColumnView : IDisposable
{
    private readonly List<SegmentChunk> _segments;

    /// <summary>Puts it together.</summary>
    /// <param name="segments">The segments, of which this disposes.</param>
    /// <param name="tail">The rows after them, which stay as they are.</param>
    /// <param name="position">Entries folded.</param>
    public ColumnView(List<SegmentChunk> segments, TailChunk tail, long position)
    {
        _segments = segments;
        Chunks = [.. segments, tail];
        Position = position;
    }

    /// <summary>All rows, in order.</summary>
    public IReadOnlyList<Chunk> Chunks { get; }

    /// <summary>Entries folded.</summary>
    public long Position { get; }

    /// <summary>How many of the chunks are sealed: they come first, and never change.</summary>
    public int Sealed => _segments.Count;

    /// <summary>What runs of sealed segments have answered; null where nothing is remembered.</summary>
    public PartialMemory? Memory { get; init; }

    /// <summary>From where on questions are answered another way.</summary>
    public ScanLimits Limits { get; init; } = ScanLimits.Usual;

    /// <summary>How it is read.</summary>
    public ScanPace Pace { get; init; } = ScanPace.Full;

    /// <summary>The chunks of a span.</summary>
    public IEnumerable<Chunk> ChunksOf(ChunkSpan span) =>
        Enumerable.Range(span.First, span.Count).Select(number => Chunks[number]);

    /// <summary>Opens what is there.</summary>
    /// <returns>Null when a file is damaged: then they are to be built again.</returns>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static ColumnView? Open(ColumnFolder folder)
    {
        List<(string File, long Position)> files = folder.Segments();
        List<SegmentChunk> segments = [];
        foreach ((string file, _) in files)
        {
            if (SegmentFile.Open(file) is not { } segment)
            {
                segments.ForEach(open => open.Dispose());
                return null;
            }

            segments.Add(segment);
        }

        long position = files.Count == 0 ? 0 : files[^1].Position;
        TailChunk tail = new();
        TailFile.Decode(TailFile.ReadFrom(folder.Tail(files.Count), 0), tail, ref position);
        return new ColumnView(segments, tail, position);
    }

    /// <inheritdoc/>
    public void Dispose() => _segments.ForEach(segment => segment.Dispose());
}
