using System.Buffers;

namespace TokenLedger.Gateway.Relay;

/// <summary>A growing run of bytes in a pooled array: filled at the end, released at the front.</summary>
internal sealed class PooledBuffer(int capacity) : IDisposable
{
    /// <summary>Largest array kept for the next call, in bytes; larger ones are the shared pool's.</summary>
    private const int LargestKept = 128 * 1024;

    /// <summary>
    /// Arrays kept of each size. The shared pool keeps 32 per processor, fewer than there are calls at once: on one
    /// processor every further call would allocate its own, on the large object heap when its body has 64 KiB. All sizes
    /// together hold 64 MiB at most.
    /// </summary>
    private const int MostKept = 256;

    private static readonly ArrayPool<byte> s_pool = ArrayPool<byte>.Create(LargestKept, MostKept);

    private byte[] _bytes = PoolOf(capacity).Rent(capacity);
    private int _start;
    private int _end;

    /// <summary>Bytes held.</summary>
    public int Length => _end - _start;

    /// <summary>The bytes held. Valid until the next change.</summary>
    public ReadOnlySpan<byte> Span => _bytes.AsSpan(_start, Length);

    /// <summary>The bytes held. Valid until the next change.</summary>
    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(_start, Length);

    /// <summary>Free room at the end, at least <paramref name="size"/> bytes; then call <see cref="Filled"/>.</summary>
    public Memory<byte> Room(int size)
    {
        if (_bytes.Length - _end < size)
        {
            Compact(size);
        }

        return _bytes.AsMemory(_end);
    }

    /// <summary>Counts bytes written into the room.</summary>
    public void Filled(int count) => _end += count;

    /// <summary>Appends bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length).Span);
        _end += bytes.Length;
    }

    /// <summary>Lets go of bytes at the front.</summary>
    public void Release(int count)
    {
        _start += count;
        if (_start == _end)
        {
            _start = _end = 0;
        }
    }

    /// <summary>Takes bytes out of the middle.</summary>
    public void Remove(int offset, int count)
    {
        int from = _start + offset + count;
        _bytes.AsSpan(from, _end - from).CopyTo(_bytes.AsSpan(_start + offset));
        _end -= count;
    }

    private void Compact(int size)
    {
        if (_bytes.Length - Length >= size)
        {
            Span.CopyTo(_bytes);
        }
        else
        {
            int larger = Math.Max(checked(Length + size), _bytes.Length * 2);
            byte[] bytes = PoolOf(larger).Rent(larger);
            Span.CopyTo(bytes);
            PoolOf(_bytes.Length).Return(_bytes);
            _bytes = bytes;
        }

        _end = Length;
        _start = 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        byte[] bytes = _bytes;
        _bytes = [];
        _start = _end = 0;
        if (bytes.Length > 0)
        {
            PoolOf(bytes.Length).Return(bytes);
        }
    }

    // Every pooled array's length is a power of two, so its length finds the pool that its wanted size did.
    private static ArrayPool<byte> PoolOf(int size) => size <= LargestKept ? s_pool : ArrayPool<byte>.Shared;
}
