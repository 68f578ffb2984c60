using TokenLedger.Ledger.Storage;

namespace TokenLedger.Ledger.Embedded;

/// <summary>
/// Reads the frames of one segment file in order, each with its CRC, position and link to the frame before checked.
/// Stops at the end of the frames, and says why when that is not the end of the data.
/// </summary>
internal sealed class FrameScanner(ILogFile file, long next, byte[]? root, long offset = 0)
{
    private const int WindowBytes = 2 * 1024 * 1024;
    private byte[] _window = [];
    private long _windowStart;

    /// <summary>The frame read last.</summary>
    public Frame Current { get; private set; }

    /// <summary>Where the frames read so far end in the file.</summary>
    public long Offset { get; private set; } = offset;

    /// <summary>Where <see cref="Current"/> begins.</summary>
    public long CurrentOffset { get; private set; } = offset;

    /// <summary>Sequence of the entry after those read so far.</summary>
    public long Next { get; private set; } = next;

    /// <summary>Root after the frames read so far; null when nothing was read and none was given.</summary>
    public byte[]? Root { get; private set; } = root;

    /// <summary>What ended the frames; null while they go on or when only zeros or nothing follow.</summary>
    public string? Problem { get; private set; }

    /// <summary>Reads the next frame.</summary>
    /// <returns>False at the end of the intact frames.</returns>
    public bool MoveNext()
    {
        ReadOnlyMemory<byte> rest = Window(FrameFormat.HeaderBytes);
        int length = Frame.LengthAt(rest.Span);
        if (length == 0)
        {
            Problem = rest.Span.ContainsAnyExcept((byte)0) ? "no frame begins here" : null;
            return false;
        }

        rest = Window(length);
        if (rest.Length < length || !Frame.IsIntact(rest.Span[..length]))
        {
            Problem = rest.Length < length ? "the frame is cut off" : "the frame's checksum does not match";
            return false;
        }

        Frame frame = new(rest[..length]);
        if (frame.First != Next)
        {
            Problem = $"the frame begins at entry {frame.First}, expected {Next}";
            return false;
        }

        if (Root is not null && !frame.RootBefore.SequenceEqual(Root))
        {
            Problem = "the frame does not follow from the one before (its root before differs)";
            return false;
        }

        CurrentOffset = Offset;
        Current = frame;
        Offset += length;
        Next += frame.Count;
        Root = frame.RootAfter.ToArray();
        return true;
    }

    /// <summary>Whether an intact frame lies anywhere behind the place where the frames ended: then it is damage.</summary>
    public bool HasLaterFrame() => LaterFrame() is not null;

    /// <summary>A scanner that goes on at the next intact frame behind the place where the frames ended.</summary>
    /// <returns>Null when there is none.</returns>
    public FrameScanner? LaterFrame()
    {
        Span<byte> magic = [0x89, 0x54, 0x4C, 0x46];
        byte[] rest = new byte[Math.Max(0, file.Length - Offset)];
        Span<byte> remainder = rest.AsSpan(0, file.Read(Offset, rest));
        for (int at = 1; at < remainder.Length; at++)
        {
            int found = remainder[at..].IndexOf(magic);
            if (found < 0)
            {
                return null;
            }

            at += found;
            int length = Frame.LengthAt(remainder[at..]);
            if (length > 0 && at + length <= remainder.Length && Frame.IsIntact(remainder.Slice(at, length)))
            {
                Frame frame = new(rest.AsMemory(at, length));
                return new FrameScanner(file, frame.First, frame.RootBefore.ToArray(), Offset + at);
            }
        }

        return null;
    }

    /// <summary>Bytes from the end of the frames to the last byte that is not zero.</summary>
    public long TornBytes()
    {
        byte[] rest = new byte[Math.Max(0, file.Length - Offset)];
        return rest.AsSpan(0, file.Read(Offset, rest)).LastIndexOfAnyExcept((byte)0) + 1;
    }

    // A new array each time it is filled: frames handed out keep the old one.
    private ReadOnlyMemory<byte> Window(int need)
    {
        int at = (int)(Offset - _windowStart);
        if (_window.Length - at < need)
        {
            long length = Math.Min(Math.Max(need, WindowBytes), Math.Max(0, file.Length - Offset));
            byte[] fresh = GC.AllocateUninitializedArray<byte>((int)length);
            int read = file.Read(Offset, fresh);
            _window = read == fresh.Length ? fresh : fresh[..read];
            _windowStart = Offset;
            at = 0;
        }

        return _window.AsMemory(at);
    }
}
