namespace TokenLedger.Reporting.Columns;

/// <summary>
/// Keeps the columns of a projection open between reports: segments stay mapped, of the tail only what is new is read, and
/// what runs of segments have answered is remembered. Used by any thread.
/// </summary>
internal sealed class OpenedColumns : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<SegmentChunk> _segments = [];
    private PartialMemory _memory = new();
    private ColumnFolder? _folder;
    private TailChunk _tail = new();
    private int _tailNumber;
    private long _tailBytes;
    private long _position;

    /// <summary>From where on questions are answered another way.</summary>
    public ScanLimits Limits { get; init; } = ScanLimits.Usual;

    /// <summary>What runs of segments have answered.</summary>
    public PartialMemory Memory => _memory;

    /// <summary>The columns as they are now.</summary>
    /// <param name="folder">Where they are.</param>
    /// <param name="pace">How they are read; null for as fast as can be.</param>
    /// <returns>Null when a file is damaged: then they are to be built again.</returns>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public ColumnView? View(ColumnFolder folder, ScanPace? pace = null)
    {
        lock (_lock)
        {
            if (folder != _folder)
            {
                Close();
                _folder = folder;
            }

            return Advance(folder)
                ? new ColumnView([.. _segments.Select(one => one.Share())], _tail.Freeze(), _position)
                {
                    Limits = Limits,
                    Memory = _memory,
                    Pace = pace ?? ScanPace.Full,
                }
                : null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            Close();
        }
    }

    private bool Advance(ColumnFolder folder)
    {
        List<(string File, long Position)> files = folder.Segments();
        for (int i = _segments.Count; i < files.Count; i++)
        {
            if (SegmentFile.Open(files[i].File) is not { } segment)
            {
                return false;
            }

            _segments.Add(segment);
        }

        if (_tailNumber != _segments.Count)
        {
            (_tail, _tailNumber, _tailBytes) = (new TailChunk(), _segments.Count, 0);
        }

        if (_tailBytes == 0)
        {
            _position = _segments.Count == 0 ? 0 : files[_segments.Count - 1].Position;
        }

        byte[] fresh = TailFile.ReadFrom(folder.Tail(_tailNumber), _tailBytes);
        _tailBytes += TailFile.Decode(fresh, _tail, ref _position);
        return true;
    }

    private void Close()
    {
        _segments.ForEach(segment => segment.Dispose());
        _segments.Clear();
        _memory = new PartialMemory();
        (_folder, _tail, _tailNumber, _tailBytes, _position) = (null, new TailChunk(), 0, 0, 0);
    }
}
