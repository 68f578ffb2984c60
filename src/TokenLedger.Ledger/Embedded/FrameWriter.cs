using System.Buffers.Binary;

namespace TokenLedger.Ledger.Embedded;

/// <summary>Builds one commit frame after another in the same buffer.</summary>
internal sealed class FrameWriter
{
    private readonly byte[] _buffer = new byte[FrameFormat.MostBytes];
    private int _end;

    /// <summary>Entries in the frame.</summary>
    public int Count { get; private set; }

    public void Begin()
    {
        _end = FrameFormat.HeaderBytes;
        Count = 0;
    }

    /// <summary>Whether an entry of that many bytes still fits.</summary>
    public bool Fits(int length) =>
        Count < FrameFormat.MostEntries && _end + 2 + length <= FrameFormat.HeaderBytes + FrameFormat.MostPayload;

    public void Add(ReadOnlySpan<byte> entry)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_buffer.AsSpan(_end), (ushort)entry.Length);
        entry.CopyTo(_buffer.AsSpan(_end + 2));
        _end += 2 + entry.Length;
        Count++;
    }

    /// <summary>Completes the frame; the span is valid until the next <see cref="Begin"/>.</summary>
    public ReadOnlySpan<byte> End(long first, ReadOnlySpan<byte> rootBefore, ReadOnlySpan<byte> rootAfter)
    {
        Span<byte> frame = _buffer.AsSpan(0, _end + FrameFormat.TrailerBytes);
        BinaryPrimitives.WriteUInt32BigEndian(frame, FrameFormat.Magic);
        frame[4] = FrameFormat.Version;
        frame[5] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(frame[6..], (ushort)Count);
        BinaryPrimitives.WriteInt64BigEndian(frame[8..], first);
        BinaryPrimitives.WriteInt32BigEndian(frame[16..], _end - FrameFormat.HeaderBytes);
        rootBefore.CopyTo(frame[20..]);
        rootAfter.CopyTo(frame[_end..]);
        BinaryPrimitives.WriteUInt32BigEndian(frame[^4..], FrameFormat.Crc(frame[..^4]));
        return frame;
    }
}
