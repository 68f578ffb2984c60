using System.Buffers;

namespace TokenLedger.Gateway.Relay;

/// <summary>A growing run of bytes in a pooled array: filled at the end, released at the front.</summary>
internal sealed class PooledBuffer(int capacity) : IDisposable
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(capacity);
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
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(checked(Length + size), _bytes.Length * 2));
            Span.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
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
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
