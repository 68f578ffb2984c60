namespace TokenLedger.Browser.Tests.Seeding;

/// <summary>A clock that began at a given instant and then runs like any other; timers are real.</summary>
public sealed class AnchoredTime(DateTimeOffset anchor) : TimeProvider
{
    private readonly long _began = System.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => anchor + System.GetElapsedTime(_began);
}

/// <summary>A clock that stands until it is set: the ledger stamps entries with the instant of the story.</summary>
internal sealed class StoryTime : TimeProvider
{
    private long _ticks;

    public void Set(DateTimeOffset at) => Interlocked.Exchange(ref _ticks, at.UtcTicks);

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);
}
