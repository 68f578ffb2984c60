using TokenLedger.Ledger.Storage;

namespace TokenLedger.Ledger.Embedded;

/// <summary>
/// Reads entries of one segment by sequence. Remembers where every 256th entry's frame begins, and where the last reads
/// ended, because followers go on from there. Thread-safe.
/// </summary>
internal sealed class SegmentReader : IDisposable
{
    private const int MarkEvery = 256;

    /// <summary>Bytes read at once, at least and at most; a frame that is larger is read whole.</summary>
    private const int SmallestWindow = 8 * 1024;
    private const int LargestWindow = 64 * 1024;

    /// <summary>Ends of reads remembered: more than there are followers.</summary>
    private const int EndsKept = 4;

    private readonly ILogFile _file;
    private readonly long _first;
    private readonly Lock _gate = new();
    private readonly List<(long First, long Offset)> _marks = [];
    private readonly (long Sequence, long Offset)[] _ends = new (long, long)[EndsKept];
    private int _oldestEnd;
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
        ReadOnlyMemory<byte> window = default;
        long next = from;
        while (into.Count < most && mostBytes > 0 && next < end)
        {
            Frame frame = ReadFrame(offset, next, most - into.Count, ref window);
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

        Remember(next, offset, into);
    }

    // Only when the read took everything of its last frame does the next one begin where it ended.
    private void Remember(long next, long offset, List<StoredEntry> read)
    {
        if (read.Count == 0 || read[^1].Sequence != next - 1)
        {
            return;
        }

        lock (_gate)
        {
            _ends[_oldestEnd] = (next, offset);
            _oldestEnd = (_oldestEnd + 1) % EndsKept;
        }
    }

    public void Dispose() => _file.Dispose();

    // Only frames below the durable head are walked: from < end is the caller's promise.
    private long FrameOf(long sequence)
    {
        lock (_gate)
        {
            foreach ((long end, long after) in _ends)
            {
                if (end == sequence && after > 0)
                {
                    return after;
                }
            }

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

    // Frames are taken out of a window of the file, so that many small ones cost one read.
    private Frame ReadFrame(long offset, long holds, int entries, ref ReadOnlyMemory<byte> window)
    {
        int length = Frame.LengthAt(window.Span);
        if (length == 0 || length > window.Length)
        {
            window = Window(offset, Math.Clamp(entries * 1024, SmallestWindow, LargestWindow));
            length = Frame.LengthAt(window.Span);
            if (length > window.Length)
            {
                window = Window(offset, length);
            }
        }

        if (length == 0)
        {
            throw Damaged(offset, "no frame begins here");
        }

        if (length > window.Length || !Frame.IsIntact(window.Span[..length]))
        {
            throw Damaged(offset, "the frame's checksum does not match");
        }

        Frame frame = new(window[..length]);
        window = window[length..];
        return frame.First <= holds && holds < frame.First + frame.Count
            ? frame
            : throw Damaged(offset, $"the frame does not hold entry {holds}");
    }

    private ReadOnlyMemory<byte> Window(long offset, int size)
    {
        byte[] bytes = GC.AllocateUninitializedArray<byte>(size);
        return bytes.AsMemory(0, _file.Read(offset, bytes));
    }

    private InvalidDataException Damaged(long offset, string what) =>
        new($"The segment {SegmentPath.Of(_first)} is damaged at byte {offset}: {what}.");
}
