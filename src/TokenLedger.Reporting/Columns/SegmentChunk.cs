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
        byte* values = At(stored, from, to.Length);
        switch (stored.Width)
        {
            case 0:
                to.Fill(stored.Least);
                break;
            case 1:
                TypedValues.Widen(new ReadOnlySpan<byte>(values, to.Length), stored.Least, to);
                break;
            case 2:
                TypedValues.Widen(new ReadOnlySpan<ushort>(values, to.Length), stored.Least, to);
                break;
            case 4:
                TypedValues.Widen(new ReadOnlySpan<uint>(values, to.Length), stored.Least, to);
                break;
            default:
                TypedValues.Widen(new ReadOnlySpan<long>(values, to.Length), stored.Least, to);
                break;
        }
    }

    /// <inheritdoc/>
    public override void Gather(int column, int from, ReadOnlySpan<int> rows, Span<long> to)
    {
        StoredColumn stored = _columns[column];
        int span = rows.IsEmpty ? 0 : rows[^1] + 1; // they ascend
        byte* values = At(stored, from, span);
        switch (stored.Width)
        {
            case 0:
                to[..rows.Length].Fill(stored.Least);
                break;
            case 1:
                TypedValues.Gather(new ReadOnlySpan<byte>(values, span), stored.Least, rows, to);
                break;
            case 2:
                TypedValues.Gather(new ReadOnlySpan<ushort>(values, span), stored.Least, rows, to);
                break;
            case 4:
                TypedValues.Gather(new ReadOnlySpan<uint>(values, span), stored.Least, rows, to);
                break;
            default:
                TypedValues.Gather(new ReadOnlySpan<long>(values, span), stored.Least, rows, to);
                break;
        }
    }

    /// <inheritdoc/>
    public override void Add(int column, int from, ReadOnlySpan<int> places, Span<long> sums)
    {
        StoredColumn stored = _columns[column];
        byte* values = At(stored, from, places.Length);
        switch (stored.Width)
        {
            case 0:
                TypedValues.AddConstant(stored.Least, places, sums);
                break;
            case 1:
                TypedValues.Add(new ReadOnlySpan<byte>(values, places.Length), stored.Least, places, sums);
                break;
            case 2:
                TypedValues.Add(new ReadOnlySpan<ushort>(values, places.Length), stored.Least, places, sums);
                break;
            case 4:
                TypedValues.Add(new ReadOnlySpan<uint>(values, places.Length), stored.Least, places, sums);
                break;
            default:
                TypedValues.Add(new ReadOnlySpan<long>(values, places.Length), stored.Least, places, sums);
                break;
        }
    }

    /// <inheritdoc/>
    public override long Total(int column, int from, int count)
    {
        StoredColumn stored = _columns[column];
        byte* values = At(stored, from, count);
        long above = stored.Width switch
        {
            0 => 0,
            1 => TypedValues.Total(new ReadOnlySpan<byte>(values, count)),
            2 => TypedValues.Total(new ReadOnlySpan<ushort>(values, count)),
            4 => TypedValues.Total(new ReadOnlySpan<uint>(values, count)),
            _ => TypedValues.Total(new ReadOnlySpan<long>(values, count)),
        };
        return unchecked(above + (stored.Least * count));
    }

    private byte* At(StoredColumn stored, int from, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from + count, Rows);
        return _start + stored.Offset + ((long)from * stored.Width);
    }

    /// <summary>Where sums over all of its rows are remembered; null where nothing is.</summary>
    public PartialMemory? Memory { get; init; }

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
