namespace TokenLedger.Gateway.Upstreams.Breakers;

/// <summary>
/// What a breaker gave a call when it let it pass. A breaker that has changed its state since takes no verdict on it: a
/// late success from before says nothing about now.
/// </summary>
/// <param name="Generation">The breaker's state, counted.</param>
/// <param name="IsProbe">Whether this is the one call that an upstream is probed with.</param>
internal readonly record struct BreakerPermit(int Generation, bool IsProbe);
