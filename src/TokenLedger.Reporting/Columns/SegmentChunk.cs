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
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from + to.Length, Rows);
        StoredColumn stored = _columns[column];
        byte* values = _start + stored.Offset + ((long)from * stored.Width);
        switch (stored.Width)
        {
            case 0:
                to.Fill(stored.Least);
                break;
            case 1:
                Widen(new ReadOnlySpan<byte>(values, to.Length), stored.Least, to);
                break;
            case 2:
                Widen(new ReadOnlySpan<ushort>(values, to.Length), stored.Least, to);
                break;
            case 4:
                Widen(new ReadOnlySpan<uint>(values, to.Length), stored.Least, to);
                break;
            default:
                Widen(new ReadOnlySpan<long>(values, to.Length), stored.Least, to);
                break;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map.Dispose();
    }

    private static void Widen(ReadOnlySpan<byte> from, long least, Span<long> to)
    {
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = least + from[i];
        }
    }

    private static void Widen(ReadOnlySpan<ushort> from, long least, Span<long> to)
    {
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = least + from[i];
        }
    }

    private static void Widen(ReadOnlySpan<uint> from, long least, Span<long> to)
    {
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = least + from[i];
        }
    }

    private static void Widen(ReadOnlySpan<long> from, long least, Span<long> to)
    {
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = unchecked(least + from[i]);
        }
    }
}
