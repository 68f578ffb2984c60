using TokenLedger.Ledger.Storage;

namespace TokenLedger.Ledger.Embedded;

/// <summary>The segment being written: appends frames, reserves space ahead, moves on to the next. Used by one thread.</summary>
internal sealed class ActiveSegment : IDisposable
{
    /// <summary>
    /// Space reserved at a time. A file that does not grow has no size to journal with each sync, which saves a third
    /// of its time.
    /// </summary>
    public const long ReserveStep = 8 * 1024 * 1024;

    private readonly ILedgerFiles _files;
    private ILogFile _file;
    private long _offset;
    private long _reserved;

    public ActiveSegment(ILedgerFiles files, long first, long offset)
    {
        _files = files;
        First = first;
        _file = files.OpenLog(SegmentPath.Of(first));
        _offset = offset;
        _reserved = _file.Length;
    }

    /// <summary>Sequence of the segment's first entry.</summary>
    public long First { get; private set; }

    /// <summary>Writes a frame and brings it to stable storage.</summary>
    public void Commit(ReadOnlySpan<byte> frame)
    {
        if (_offset + frame.Length > _reserved)
        {
            _reserved = _offset + frame.Length + ReserveStep;
            _file.Reserve(_reserved);
        }

        _file.Write(_offset, frame);
        _file.Sync();
        _offset += frame.Length;
    }

    /// <summary>Seals this segment and begins the next one.</summary>
    public void Roll(LedgerState state)
    {
        Trim();
        _file.Dispose();
        First = state.Tree.Size;
        _files.Replace(SegmentPath.Snapshot(First), Snapshot.Write(state), durable: true);
        _file = _files.OpenLog(SegmentPath.Of(First));
        _offset = 0;
        _reserved = 0;
        DropOldSnapshots();
    }

    /// <summary>Cuts the reserved space off.</summary>
    public void Trim()
    {
        if (_file.Length != _offset)
        {
            _file.SetLength(_offset);
            _file.Sync();
        }

        _reserved = _offset;
    }

    public void Dispose() => _file.Dispose();

    // The one before stays, in case this one turns out unreadable.
    private void DropOldSnapshots()
    {
        List<long> snapshots = SegmentPath.Numbers(_files.List(SegmentPath.StateFolder), ".snap");
        foreach (long first in snapshots.Where(first => first < First - SegmentPath.Entries))
        {
            _files.Delete(SegmentPath.Snapshot(first));
        }
    }
}
