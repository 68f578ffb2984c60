namespace TokenLedger.Ledger;

/// <summary>How a ledger is: what its writer has measured since it was opened.</summary>
public sealed class LedgerVitals
{
    private static readonly long[] s_bounds =
    [
        50,
        100,
        250,
        500,
        1_000,
        2_500,
        5_000,
        10_000,
        25_000,
        50_000,
        100_000,
        250_000,
        500_000,
        1_000_000,
        5_000_000,
    ];
    private long _checkpointTicks;

    /// <summary>From the moment the writer was given an entry until it was on stable storage.</summary>
    public DurationTally Append { get; } = new(s_bounds);

    /// <summary>One write of a commit and the flush that makes it durable.</summary>
    public DurationTally Sync { get; } = new(s_bounds);

    /// <summary>When the newest checkpoint was signed, UTC; null before the first of this process.</summary>
    public DateTimeOffset? CheckpointAt =>
        Volatile.Read(ref _checkpointTicks) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    internal void NoteCheckpoint(DateTimeOffset at) => Volatile.Write(ref _checkpointTicks, at.UtcTicks);
}
