using TokenLedger.Gateway.Upstreams.Breakers;

namespace TokenLedger.Gateway.Upstreams.Rotation;

/// <summary>
/// Where calls go besides the upstream their path names, and how often they are tried. By default every call has one
/// attempt, at the upstream its path names.
/// </summary>
public sealed record RoutingOptions
{
    /// <summary>Most attempts of one call, over all upstreams.</summary>
    public const int MostAttempts = 8;

    /// <summary>When an upstream is left alone.</summary>
    public BreakerOptions Breaker { get; init; } = new();

    /// <summary>What is tried again at the same upstream.</summary>
    public RetryOptions Retries { get; init; } = new();

    /// <summary>Upstreams that share calls by weight. The first one that concerns a call is taken.</summary>
    public IReadOnlyList<PoolOptions> Pools { get; init; } = [];

    /// <summary>Where calls go when their upstream fails. The first chain that concerns a call is taken.</summary>
    public IReadOnlyList<FallbackOptions> Fallbacks { get; init; } = [];

    /// <summary>Whether all of it is off, so that nothing need be asked of any call.</summary>
    public bool IsOff => !Breaker.IsOn && Retries.Most == 0 && Pools.Count == 0 && Fallbacks.Count == 0;
}

/// <summary>What is tried again at the same upstream, and how long is waited before.</summary>
public sealed record RetryOptions
{
    /// <summary>Statuses that say: not now. 529 is Anthropic's "overloaded".</summary>
    public static IReadOnlyList<int> UsualStatuses { get; } = [429, 500, 502, 503, 504, 529];

    /// <summary>
    /// Further attempts at the same upstream, 0 to 5. Default 0: the callers' SDKs try again by themselves, and both
    /// together would multiply.
    /// </summary>
    public int Most { get; init; }

    /// <summary>Statuses that are tried again, there or at the next upstream. Default <see cref="UsualStatuses"/>.</summary>
    public IReadOnlyList<int> Statuses { get; init; } = UsualStatuses;

    /// <summary>The first wait; it doubles with every retry, and up to half of it is left out at random. Default 500 ms.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest wait of our own choosing. Default 8 seconds.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>The longest Retry-After that is waited for; what asks for more is not tried again there. Default 30 seconds.</summary>
    public TimeSpan LongestRetryAfter { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>One place in a pool or a chain.</summary>
/// <param name="Upstream">The upstream's name.</param>
/// <param name="Model">The model to ask for in place of the caller's; null for the caller's own.</param>
/// <param name="Weight">Its share of a pool's calls, from 1; chains have no use for it.</param>
public sealed record TargetOptions(string Upstream, string? Model = null, int Weight = 1);

/// <summary>Upstreams that share the calls sent to one of them.</summary>
public sealed record PoolOptions
{
    /// <summary>The upstream whose calls are shared: the one that the path names.</summary>
    public required string Upstream { get; init; }

    /// <summary>Patterns of the models concerned; "*" stands for any characters, "?" for one. Empty for all.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Who shares them.</summary>
    public required IReadOnlyList<TargetOptions> Members { get; init; }

    /// <summary>
    /// Whether the calls of one session keep to one member while that is well, for the sake of the provider's prompt cache.
    /// Default true; calls without a session are shared by weight.
    /// </summary>
    public bool StickySessions { get; init; } = true;
}

/// <summary>Where the calls of an upstream go when it fails.</summary>
public sealed record FallbackOptions
{
    /// <summary>The upstream whose calls are concerned: the one that the path names.</summary>
    public required string Upstream { get; init; }

    /// <summary>Patterns of the models concerned; "*" stands for any characters, "?" for one. Empty for all.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Where they go, in this order.</summary>
    public required IReadOnlyList<TargetOptions> To { get; init; }
}
