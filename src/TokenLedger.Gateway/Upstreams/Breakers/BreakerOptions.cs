namespace TokenLedger.Gateway.Upstreams.Breakers;

/// <summary>When an upstream's model is left alone for a while because it keeps failing. Off by default.</summary>
public sealed record BreakerOptions
{
    /// <summary>Failures in a row that open a breaker; 0 does not count them. Default 0.</summary>
    public int MaxFailures { get; init; }

    /// <summary>The part of calls, in percent from 1 to 100, whose failure opens a breaker; 0 does not look. Default 0.</summary>
    public int FailurePercent { get; init; }

    /// <summary>Calls within the window below which the percentage says nothing. Default 20.</summary>
    public int LeastCalls { get; init; } = 20;

    /// <summary>The time over which the percentage is taken. Default 1 minute.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a breaker stays open before one call may probe. Default 30 seconds.</summary>
    public TimeSpan OpenFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether breakers can open at all.</summary>
    public bool IsOn => MaxFailures > 0 || FailurePercent > 0;
}
