namespace TokenLedger.Reporting.Columns;

/// <summary>
/// Writes the columns. Life of a row: appended to the tail file with its batch → in the tail in memory → with 65,536
/// others sealed into a segment, each column as narrow as its values allow. Nothing written is ever changed: a correction
/// is a row of its own.
/// </summary>
/// <remarks>
/// A batch is in the tail file whole, with the position after it, or not at all; so after a kill the columns are where some
/// batch ended. Used by one thread.
/// </remarks>
internal sealed class ColumnStore : IDisposable
{
    /// <summary>Rows of a segment.</summary>
    public const int SegmentRows = 65_536;

    private readonly ColumnFolder _folder;
    private readonly int _segmentRows;
    private int _segments;
    private TailChunk _tail = new();
    private FileStream _file;

    private ColumnStore(
        ColumnFolder folder,
        int segmentRows,
        int segments,
        TailChunk tail,
        FileStream file,
        long position
    )
    {
        _folder = folder;
        _segmentRows = segmentRows;
        _segments = segments;
        _tail = tail;
        _file = file;
        Position = position;
    }

    /// <summary>Entries folded: the sequence of the next one.</summary>
    public long Position { get; private set; }

    /// <summary>Opens a folder, made if it is not there; what a kill left half-written is cut off.</summary>
    /// <returns>Null when a segment is damaged: then the columns are to be built again.</returns>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static ColumnStore? Open(ColumnFolder folder, int segmentRows = SegmentRows)
    {
        Directory.CreateDirectory(folder.Path);
        List<(string File, long Position)> segments = folder.Segments();
        long position = segments.Count == 0 ? 0 : segments[^1].Position;
        foreach ((string path, _) in segments)
        {
            using SegmentChunk? segment = SegmentFile.Open(path);
            if (segment is null)
            {
                return null;
            }
        }

        FileStream file = new(folder.Tail(segments.Count), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        try
        {
            byte[] bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            TailChunk tail = new();
            int whole = TailFile.Decode(bytes, tail, ref position);
            file.SetLength(whole);
            file.Position = whole;
            return new ColumnStore(folder, segmentRows, segments.Count, tail, file, position);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Appends the rows of a batch of entries; those of entries folded before are left out.</summary>
    /// <param name="rows">In the order of their sequences.</param>
    /// <param name="position">Entries folded after it.</param>
    /// <exception cref="IOException">The file cannot be written; the store must be opened again.</exception>
    public void Append(IReadOnlyList<ColumnRow> rows, long position)
    {
        if (position <= Position)
        {
            return;
        }

        ColumnRow[] fresh = [.. rows.Where(row => row.Sequence >= Position)];
        _file.Write(TailFile.Encode(position, fresh));
        _file.Flush();
        foreach (ColumnRow row in fresh)
        {
            _tail.Add(row.Values, row.Tags);
        }

        Position = position;
        if (_tail.Rows >= _segmentRows)
        {
            Seal();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    // The tail before the last seal stays: another process may be about to read it.
    private void Seal()
    {
        SegmentFile.Write(_folder.Segment(_segments, Position), _tail);
        int sealedNow = _segments++;
        _tail = new TailChunk();
        _file.Dispose();
        _file = new FileStream(_folder.Tail(_segments), FileMode.Create, FileAccess.ReadWrite, FileShare.Read);
        if (sealedNow > 0)
        {
            File.Delete(_folder.Tail(sealedNow - 1));
        }
    }
}
