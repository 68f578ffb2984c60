using System.Globalization;
using TokenLedger.Gateway.Calls;
using TokenLedger.Gateway.Dialects;

namespace TokenLedger.Gateway.Limits;

/// <summary>A limit that a call would pass, and until when.</summary>
/// <param name="Row">The limit.</param>
/// <param name="Allowance">Which of its allowances: the one with the longest wait.</param>
/// <param name="Member">Whose.</param>
/// <param name="WaitTicks">How long until the call would fit, in ticks.</param>
/// <param name="Standing">How the allowance stands.</param>
internal sealed record RateRefusal(
    LimitRow Row,
    RateAllowance Allowance,
    string Member,
    long WaitTicks,
    RateStanding Standing
)
{
    /// <summary>Nobody knows when a call under way will end: a second.</summary>
    public const long UnknownWait = TimeSpan.TicksPerSecond;

    /// <summary>Whole seconds after which it fits, at least 1.</summary>
    public int RetryAfterSeconds =>
        (int)Math.Max(1, (WaitTicks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond);

    /// <summary>The answer.</summary>
    public Refusal ToRefusal(InferenceCall call, DateTimeOffset now)
    {
        string who = Row.Describe(Member);
        string allowed = Allowance.Words + (who.Length == 0 ? "" : $" for {who}");
        bool concurrency = Allowance.Measure == RateMeasure.Concurrency;
        string until = concurrency ? "Wait until one of them has ended." : $"Try again in {RetryAfterSeconds} s.";
        RateStanding? requests = Allowance.Measure == RateMeasure.Requests ? Standing : null;
        RateStanding? tokens = Allowance.Measure == RateMeasure.Tokens ? Standing : null;
        return new Refusal(
            429,
            "rate_limit_error",
            "rate_limited",
            $"The rate limit \"{Row.Limit.Id}\" allows {allowed}. {until}",
            RetryAfterSeconds
        )
        {
            Subject = "limit:" + Row.Limit.Id,
            Headers = RateHeaders.Of(call.Dialect, requests, tokens, now),
            Details =
            [
                new("limit", Row.Limit.Id),
                new("allowance", Allowance.Name),
                new("member", who),
                new("most", Text(Allowance.Most)),
                new("remaining", Text(Standing.Remaining)),
                new("retry_after_seconds", Text(RetryAfterSeconds)),
            ],
        };
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
