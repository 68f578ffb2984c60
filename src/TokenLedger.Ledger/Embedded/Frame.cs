using System.Buffers.Binary;
using TokenLedger.Ledger.Merkle;

namespace TokenLedger.Ledger.Embedded;

/// <summary>One commit frame as read, its CRC checked.</summary>
/// <param name="Bytes">The whole frame.</param>
internal readonly record struct Frame(ReadOnlyMemory<byte> Bytes)
{
    public int Count => BinaryPrimitives.ReadUInt16BigEndian(Bytes.Span[6..]);

    public long First => BinaryPrimitives.ReadInt64BigEndian(Bytes.Span[8..]);

    public ReadOnlySpan<byte> RootBefore => Bytes.Span.Slice(20, TreeHash.Size);

    public ReadOnlySpan<byte> RootAfter => Bytes.Span.Slice(FrameFormat.HeaderBytes + PayloadLength, TreeHash.Size);

    private int PayloadLength => BinaryPrimitives.ReadInt32BigEndian(Bytes.Span[16..]);

    /// <summary>The canonical bytes of every entry, in order.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Entries()
    {
        int at = FrameFormat.HeaderBytes;
        for (int i = 0; i < Count; i++)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(Bytes.Span[at..]);
            yield return Bytes.Slice(at + 2, length);
            at += 2 + length;
        }
    }

    /// <summary>Bytes of the frame that begins here, judged by its header alone.</summary>
    /// <returns>0 when there is no frame header.</returns>
    public static int LengthAt(ReadOnlySpan<byte> bytes)
    {
        if (
            bytes.Length < FrameFormat.HeaderBytes
            || BinaryPrimitives.ReadUInt32BigEndian(bytes) != FrameFormat.Magic
            || bytes[4] != FrameFormat.Version
            || bytes[5] != 0
        )
        {
            return 0;
        }

        int payload = BinaryPrimitives.ReadInt32BigEndian(bytes[16..]);
        return payload is > 0 and <= FrameFormat.MostPayload
            ? FrameFormat.HeaderBytes + payload + FrameFormat.TrailerBytes
            : 0;
    }

    /// <summary>Whether these bytes are one intact frame: CRC, count and lengths agree.</summary>
    public static bool IsIntact(ReadOnlySpan<byte> frame)
    {
        uint crc = BinaryPrimitives.ReadUInt32BigEndian(frame[^4..]);
        if (crc != FrameFormat.Crc(frame[..^4]))
        {
            return false;
        }

        int count = BinaryPrimitives.ReadUInt16BigEndian(frame[6..]);
        int at = FrameFormat.HeaderBytes;
        int end = frame.Length - FrameFormat.TrailerBytes;
        for (int i = 0; i < count && at + 2 <= end; i++)
        {
            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(frame[at..]);
        }

        return count is > 0 and <= FrameFormat.MostEntries && at == end;
    }
}
