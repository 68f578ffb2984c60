using TokenLedger.Accounting.Budgets;

namespace TokenLedger.Gateway.Limits;

/// <summary>A limit on how fast calls may come: whose calls it covers, and how much they may use within sliding windows.</summary>
public sealed record RateLimit
{
    /// <summary>Its name: 1 to 64 of a–z, 0–9, '.', '_' and '-', unique.</summary>
    public required string Id { get; init; }

    /// <summary>What it is for, for people.</summary>
    public string? Description { get; init; }

    /// <summary>Which calls it covers: all terms must hold. Empty covers every call.</summary>
    public IReadOnlyList<ScopeTerm> Scope { get; init; } = [];

    /// <summary>
    /// Dimensions each value of which is counted by itself ("user": each user his own limit). Calls without a value are
    /// counted together. Empty: all calls are counted together.
    /// </summary>
    public IReadOnlyList<string> Per { get; init; } = [];

    /// <summary>How much, at least one; a call must keep all of them.</summary>
    public required IReadOnlyList<RateAllowance> Allowances { get; init; }

    /// <summary>What a call counts before its end in allowances of tokens. Default expected.</summary>
    public TokenReserve Reserve { get; init; } = TokenReserve.Expected;

    /// <summary>
    /// Pattern on the caller's credential itself, as AgentLedger's rules have it; it is compared and forgotten. Of all
    /// limits that have one the first that fits counts, and no other. Null for limits that ask for no credential.
    /// </summary>
    public string? CredentialPattern { get; init; }
}

/// <summary>How much of something.</summary>
/// <param name="Measure">Of what.</param>
/// <param name="Most">How much, from 1.</param>
/// <param name="Period">Within which time; of no meaning for calls under way.</param>
public sealed record RateAllowance(RateMeasure Measure, long Most, RatePeriod Period = RatePeriod.Minute)
{
    /// <summary>The window's length in ticks of 100 ns.</summary>
    public long Ticks =>
        Period switch
        {
            RatePeriod.Second => TimeSpan.TicksPerSecond,
            RatePeriod.Minute => TimeSpan.TicksPerMinute,
            RatePeriod.Hour => TimeSpan.TicksPerHour,
            _ => TimeSpan.TicksPerDay,
        };

    /// <summary>As it stands in configuration and documents ("tokens_per_minute").</summary>
    public string Name => Measure == RateMeasure.Concurrency ? "concurrency" : $"{MeasureName}_per_{PeriodName}";

    /// <summary>As people say it ("60 requests per minute").</summary>
    public string Words =>
        Measure == RateMeasure.Concurrency ? $"{Most} calls at a time" : $"{Most} {MeasureName} per {PeriodName}";

    private string MeasureName => Measure == RateMeasure.Tokens ? "tokens" : "requests";

    private string PeriodName => Period.ToString().ToLowerInvariant();
}

/// <summary>What a rate limit counts.</summary>
public enum RateMeasure
{
    /// <summary>Calls let through.</summary>
    Requests,

    /// <summary>Tokens of all meters, cached ones included.</summary>
    Tokens,

    /// <summary>Calls under way.</summary>
    Concurrency,
}

/// <summary>The length of a window.</summary>
public enum RatePeriod
{
    /// <summary>One second.</summary>
    Second,

    /// <summary>60 seconds.</summary>
    Minute,

    /// <summary>60 minutes.</summary>
    Hour,

    /// <summary>24 hours.</summary>
    Day,
}

/// <summary>What a call counts in tokens until its end tells what it used.</summary>
public enum TokenReserve
{
    /// <summary>A quarter of the prompt's bytes, and the answer's limit up to <see cref="CallSize.ExpectedOutput"/>.</summary>
    Expected,

    /// <summary>The bound: the prompt's bytes, and all that the answer may have. Nothing beyond the limit can be used.</summary>
    Bound,
}
