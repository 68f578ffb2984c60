namespace TokenLedger.Gateway.Limits;

/// <summary>What the headers of one measure are called. They go with every answer, so they are not put together each time.</summary>
/// <param name="Limit">How much is allowed.</param>
/// <param name="Remaining">How much of it is left.</param>
/// <param name="Reset">When all of it is back.</param>
internal sealed record RateHeaderNames(string Limit, string Remaining, string Reset)
{
    /// <summary>How OpenAI's names begin.</summary>
    public const string OpenAi = "x-ratelimit-";

    /// <summary>How Anthropic's names begin.</summary>
    public const string Anthropic = "anthropic-ratelimit-";

    private const string Ours = "x-tokenledger-ratelimit-";

    /// <summary>Requests and tokens as OpenAI calls them.</summary>
    public static (RateHeaderNames Requests, RateHeaderNames Tokens) OfOpenAi { get; } =
        (WhatFirst(OpenAi, "requests"), WhatFirst(OpenAi, "tokens"));

    /// <summary>The same beside an upstream's own.</summary>
    public static (RateHeaderNames Requests, RateHeaderNames Tokens) OfOurs { get; } =
        (WhatFirst(Ours, "requests"), WhatFirst(Ours, "tokens"));

    /// <summary>Requests and tokens as Anthropic calls them.</summary>
    public static (RateHeaderNames Requests, RateHeaderNames Tokens) OfAnthropic { get; } =
        (MeasureFirst(Anthropic, "requests"), MeasureFirst(Anthropic, "tokens"));

    private static RateHeaderNames WhatFirst(string prefix, string measure) =>
        new($"{prefix}limit-{measure}", $"{prefix}remaining-{measure}", $"{prefix}reset-{measure}");

    private static RateHeaderNames MeasureFirst(string prefix, string measure) =>
        new($"{prefix}{measure}-limit", $"{prefix}{measure}-remaining", $"{prefix}{measure}-reset");
}
