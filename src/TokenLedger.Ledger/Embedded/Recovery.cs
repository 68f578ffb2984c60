using TokenLedger.Ledger.Storage;

namespace TokenLedger.Ledger.Embedded;

/// <summary>
/// Rebuilds the state from the folder. Reads only: nothing is cut before the result was compared with the checkpoint.
/// </summary>
internal sealed class Recovery
{
    private readonly ILedgerFiles _files;

    private Recovery(ILedgerFiles files) => _files = files;

    public LedgerState State { get; private set; } = new();

    /// <summary>First entry of the last segment.</summary>
    public long LastSegment { get; private set; }

    /// <summary>Where the intact frames of the last segment end.</summary>
    public long Offset { get; private set; }

    /// <summary>Bytes behind them that belong to a torn commit.</summary>
    public long TornBytes { get; private set; }

    /// <summary>Entries read.</summary>
    public long Replayed { get; private set; }

    /// <summary>What is damaged and what to do; null when the ledger is intact.</summary>
    public string? Problem { get; private set; }

    public static Recovery Read(ILedgerFiles files)
    {
        Recovery recovery = new(files);
        recovery.Run();
        return recovery;
    }

    private void Run()
    {
        List<long> segments = SegmentPath.Numbers(_files.List(SegmentPath.Folder), ".seg");
        for (int i = 0; i < segments.Count; i++)
        {
            if (segments[i] != i * SegmentPath.Entries)
            {
                Damage(i * SegmentPath.Entries, 0, "the segment is missing");
                return;
            }
        }

        LastSegment = Math.Max(0, (segments.Count - 1) * SegmentPath.Entries);
        State = StartingPoint();
        for (long first = State.Tree.Size; first <= LastSegment && Problem is null && segments.Count > 0; )
        {
            Replay(first);
            first += SegmentPath.Entries;
        }
    }

    private LedgerState StartingPoint()
    {
        List<long> snapshots = SegmentPath.Numbers(_files.List(SegmentPath.StateFolder), ".snap");
        for (int i = snapshots.Count - 1; i >= 0; i--)
        {
            long size = snapshots[i];
            if (
                size <= LastSegment
                && size % SegmentPath.Entries == 0
                && Snapshot.Read(_files.ReadAll(SegmentPath.Snapshot(size)) ?? [], size) is { } state
            )
            {
                return state;
            }
        }

        return new LedgerState();
    }

    private void Replay(long first)
    {
        using ILogFile? file = _files.OpenRead(SegmentPath.Of(first));
        if (file is null)
        {
            Damage(first, 0, "the segment is missing");
            return;
        }

        FrameScanner scanner = new(file, first, State.Tree.Root());
        while (scanner.MoveNext() && Problem is null)
        {
            Replay(scanner);
        }

        if (Problem is not null)
        {
            return;
        }

        bool isLast = first == LastSegment;
        if (!isLast && scanner.Next != first + SegmentPath.Entries)
        {
            Damage(first, scanner.Offset, scanner.Problem ?? "the segment ends before it is full");
        }
        else if (isLast && scanner.Problem is { } problem && scanner.HasLaterFrame())
        {
            Damage(first, scanner.Offset, problem + ", and intact commits follow");
        }

        Offset = scanner.Offset;
        TornBytes = isLast ? scanner.TornBytes() : 0;
    }

    private void Replay(FrameScanner scanner)
    {
        foreach (ReadOnlyMemory<byte> entry in scanner.Current.Entries())
        {
            long sequence = State.Tree.Size;
            if (State.Replay(entry.Span) is { } problem)
            {
                Damage(SegmentPath.FirstOf(sequence), scanner.CurrentOffset, $"entry {sequence}: {problem}");
                return;
            }

            Replayed++;
        }

        if (!State.Tree.Root().AsSpan().SequenceEqual(scanner.Current.RootAfter))
        {
            Damage(
                SegmentPath.FirstOf(scanner.Current.First),
                scanner.CurrentOffset,
                $"the entries {scanner.Current.First} to {scanner.Next - 1} do not hash to the frame's root"
            );
        }
    }

    private void Damage(long segment, long offset, string what) =>
        Problem =
            $"The ledger is damaged in {SegmentPath.Of(segment)} at byte {offset} (entry {State.Tree.Size}): {what}. "
            + "Run 'tokenledger verify' and restore this file from a copy; the ledger stays closed until then.";
}
