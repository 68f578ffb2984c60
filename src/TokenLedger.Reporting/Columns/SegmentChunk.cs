using System.IO.MemoryMappedFiles;

namespace TokenLedger.Reporting.Columns;

/// <summary>A sealed segment, read in place from its file.</summary>
internal sealed unsafe class SegmentChunk : Chunk, IDisposable
{
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly StoredColumn[] _columns;
    private readonly long[] _tags;
    private readonly byte* _start;
    private int _readers = 1;

    public SegmentChunk(
        MemoryMappedFile map,
        MemoryMappedViewAccessor view,
        int rows,
        long[] tags,
        StoredColumn[] columns
    )
    {
        (_map, _view, Rows, _tags, _columns) = (map, view, rows, tags, columns);
        byte* pointer = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        _start = pointer + view.PointerOffset;
    }

    /// <inheritdoc/>
    public override int Rows { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<long> Tags => _tags;

    /// <inheritdoc/>
    public override (long Least, long Most) Bounds(int column) => (_columns[column].Least, _columns[column].Most);

    /// <inheritdoc/>
    public override void Read(int column, int from, Span<long> to)
    {
        StoredColumn stored = _columns[column];
        StoredValues.Widen(At(stored, from, to.Length), stored.Width, stored.Least, to);
    }

    /// <inheritdoc/>
    public override void Gather(int column, int from, ReadOnlySpan<int> rows, Span<long> to)
    {
        StoredColumn stored = _columns[column];
        int span = rows.IsEmpty ? 0 : rows[^1] + 1; // they ascend
        StoredValues.Gather(At(stored, from, span), stored.Width, stored.Least, rows, to);
    }

    /// <inheritdoc/>
    public override void Add(int column, int from, ReadOnlySpan<int> places, Span<long> sums)
    {
        StoredColumn stored = _columns[column];
        StoredValues.Add(At(stored, from, places.Length), stored.Width, stored.Least, places, sums);
    }

    /// <inheritdoc/>
    public override long Total(int column, int from, int count)
    {
        StoredColumn stored = _columns[column];
        return StoredValues.Total(At(stored, from, count), stored.Width, stored.Least, count);
    }

    private ReadOnlySpan<byte> At(StoredColumn stored, int from, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from + count, Rows);
        return new(_start + stored.Offset + ((long)from * stored.Width), count * stored.Width);
    }

    /// <summary>
    /// The same segment for one more reader: it stays open until each of them has disposed of it.
    /// </summary>
    /// <exception cref="ObjectDisposedException">All have.</exception>
    public SegmentChunk Share()
    {
        ObjectDisposedException.ThrowIf(Interlocked.Increment(ref _readers) <= 1, this);
        return this;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref _readers) > 0)
        {
            return;
        }

        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map.Dispose();
    }
}
