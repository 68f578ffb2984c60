namespace TokenLedger.Gateway.Gates;

/// <summary>
/// The clock of what gates count: only time that passes moves it, not what somebody sets the clock on the wall to. What the
/// ledger holds from before the start lies where the wall's clock put it, and never later than now.
/// </summary>
/// <param name="time">The clocks.</param>
internal sealed class GateClock(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();
    private readonly long _startedAt = time.GetUtcNow().UtcTicks;

    /// <summary>Now, in ticks of 100 ns; above a day, so that nothing counted lies below 0.</summary>
    public long Now => _startedAt + time.GetElapsedTime(_start).Ticks;

    /// <summary>Where an instant of the ledger's lies.</summary>
    public long At(DateTimeOffset recorded) => Math.Min(recorded.UtcTicks, Now);
}
