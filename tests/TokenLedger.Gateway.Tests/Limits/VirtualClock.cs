namespace TokenLedger.Gateway.Tests.Limits;

/// <summary>A clock that moves when told, the one on the wall and the one that only runs forward alike.</summary>
internal sealed class VirtualClock : TimeProvider
{
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How far the clock on the wall is set off; running time does not notice.</summary>
    public TimeSpan WallOffset { get; set; }

    public long Ticks => Interlocked.Read(ref _ticks);

    public override long GetTimestamp() => Ticks;

    public override DateTimeOffset GetUtcNow() =>
        new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).AddTicks(Ticks) + WallOffset;

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    public void AdvanceTicks(long by) => Interlocked.Add(ref _ticks, by);
}
