using TokenLedger.Ledger.Storage;

namespace TokenLedger.Ledger.Embedded;

/// <summary>Reads entries of one segment by sequence. Remembers where every 256th entry's frame begins. Thread-safe.</summary>
internal sealed class SegmentReader : IDisposable
{
    private const int MarkEvery = 256;

    private readonly ILogFile _file;
    private readonly long _first;
    private readonly Lock _gate = new();
    private readonly List<(long First, long Offset)> _marks = [];
    private long _walked;
    private long _walkedOffset;

    public SegmentReader(ILogFile file, long first)
    {
        _file = file;
        _first = first;
        _walked = first;
    }

    /// <summary>Reads from a sequence of this segment on, never at or beyond <paramref name="end"/>.</summary>
    /// <exception cref="InvalidDataException">A frame is damaged.</exception>
    public void Read(long from, long end, int most, int mostBytes, List<StoredEntry> into)
    {
        long offset = FrameOf(from);
        for (long next = from; into.Count < most && mostBytes > 0 && next < end; )
        {
            Frame frame = ReadFrame(offset, next);
            offset += frame.Bytes.Length;
            long sequence = frame.First;
            foreach (ReadOnlyMemory<byte> entry in frame.Entries())
            {
                if (sequence >= from && into.Count < most)
                {
                    into.Add(new StoredEntry(sequence, entry));
                    mostBytes -= entry.Length;
                }

                sequence++;
            }

            next = sequence;
        }
    }

    public void Dispose() => _file.Dispose();

    // Only frames below the durable head are walked: from < end is the caller's promise.
    private long FrameOf(long sequence)
    {
        lock (_gate)
        {
            Span<byte> header = stackalloc byte[FrameFormat.HeaderBytes];
            while (_walked <= sequence)
            {
                (int length, int count) = Header(_walkedOffset, header);
                if (_marks.Count == 0 || _walked - _marks[^1].First >= MarkEvery)
                {
                    _marks.Add((_walked, _walkedOffset));
                }

                _walked += count;
                _walkedOffset += length;
            }

            int mark = _marks.BinarySearch((sequence, long.MaxValue));
            (long first, long offset) = _marks[(mark < 0 ? ~mark : mark) - 1];
            while (true)
            {
                (int length, int count) = Header(offset, header);
                if (sequence < first + count)
                {
                    return offset;
                }

                first += count;
                offset += length;
            }
        }
    }

    private (int Length, int Count) Header(long offset, Span<byte> header)
    {
        int length = _file.Read(offset, header) == header.Length ? Frame.LengthAt(header) : 0;
        if (length == 0)
        {
            throw Damaged(offset, "no frame begins here");
        }

        return (length, System.Buffers.Binary.BinaryPrimitives.ReadUInt16BigEndian(header[6..]));
    }

    private Frame ReadFrame(long offset, long holds)
    {
        Span<byte> header = stackalloc byte[FrameFormat.HeaderBytes];
        (int length, _) = Header(offset, header);
        byte[] bytes = new byte[length];
        if (_file.Read(offset, bytes) != length || !Frame.IsIntact(bytes))
        {
            throw Damaged(offset, "the frame's checksum does not match");
        }

        Frame frame = new(bytes);
        return frame.First <= holds && holds < frame.First + frame.Count
            ? frame
            : throw Damaged(offset, $"the frame does not hold entry {holds}");
    }

    private InvalidDataException Damaged(long offset, string what) =>
        new($"The segment {SegmentPath.Of(_first)} is damaged at byte {offset}: {what}.");
}
