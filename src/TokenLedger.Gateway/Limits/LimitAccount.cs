namespace TokenLedger.Gateway.Limits;

/// <summary>What one member of a limit uses of one allowance. Everything in it is guarded by <see cref="Gate"/>.</summary>
/// <param name="window">What it counts by; null for calls under way.</param>
internal sealed class LimitAccount(SlidingWindow? window)
{
    private static long s_last;

    /// <summary>Where it stands when several are locked at once: always in this order.</summary>
    public long Order { get; } = Interlocked.Increment(ref s_last);

    /// <summary>Guards it. Held for a few instructions, never across a wait.</summary>
    public Lock Gate { get; } = new();

    /// <summary>What was used; null for calls under way.</summary>
    public SlidingWindow? Window { get; } = window;

    /// <summary>Calls under way that are counted here.</summary>
    public int Open { get; set; }

    /// <summary>Whether it was let go of: whoever finds it so must look for the account again.</summary>
    public bool IsGone { get; set; }

    /// <summary>Whether letting go of it forgets nothing.</summary>
    public bool IsIdleAt(long now) => Open == 0 && Window?.IsEmptyAt(now) != false;
}
