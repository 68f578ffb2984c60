namespace TokenLedger.Gateway.Upstreams.Breakers;

/// <summary>What a circuit breaker does with calls.</summary>
public enum BreakerState
{
    /// <summary>Lets them pass.</summary>
    Closed,

    /// <summary>Lets none pass.</summary>
    Open,

    /// <summary>Lets one pass to see whether the upstream is well again.</summary>
    HalfOpen,
}

/// <summary>Where calls of one model at one upstream stand.</summary>
/// <param name="Upstream">The upstream's name.</param>
/// <param name="Model">The model asked for; null for calls that name none.</param>
/// <param name="State">What happens to calls now.</param>
/// <param name="Since">Since when, UTC.</param>
/// <param name="Failures">Failures in a row.</param>
/// <param name="LastError">The word of the newest failure ("http_503", "upstream_timeout"); null when there was none.</param>
/// <param name="RetryAfter">Until an open breaker lets a call probe, or a resting upstream asks to be left alone; null for neither.</param>
public sealed record BreakerStatus(
    string Upstream,
    string? Model,
    BreakerState State,
    DateTimeOffset Since,
    int Failures,
    string? LastError,
    TimeSpan? RetryAfter
);
