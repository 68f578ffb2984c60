using System.Globalization;
using TokenLedger.Gateway.Calls;
using TokenLedger.Gateway.Dialects;

namespace TokenLedger.Gateway.Limits;

/// <summary>
/// Tells callers how their limits stand, as their SDKs know it: x-ratelimit-* as OpenAI has it, anthropic-ratelimit-* for
/// Anthropic's clients. Where the upstream tells its own, those pass unchanged and ours are called x-tokenledger-ratelimit-*.
/// </summary>
/// <remarks>
/// https://platform.openai.com/docs/guides/rate-limits#rate-limits-in-headers,
/// https://docs.anthropic.com/en/api/rate-limits#response-headers
/// </remarks>
internal static class RateHeaders
{
    /// <summary>The headers in a dialect's form.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(
        Dialect dialect,
        RateStanding? requests,
        RateStanding? tokens,
        DateTimeOffset now
    )
    {
        HeaderDictionary headers = [];
        Set(headers, dialect, requests, tokens, now);
        return [.. headers.Select(header => KeyValuePair.Create(header.Key, header.Value.ToString()))];
    }

    /// <summary>Adds them to an answer just before its head is sent.</summary>
    public static void AddTo(InferenceCall call, LimitTicket ticket, DateTimeOffset now)
    {
        IHeaderDictionary answer = call.Http.Response.Headers;
        if (TellsOfLimits(answer))
        {
            Set(answer, RateHeaderNames.OfOurs.Requests, ticket.Requests, null);
            Set(answer, RateHeaderNames.OfOurs.Tokens, ticket.Tokens, null);
            return;
        }

        Set(answer, call.Dialect, ticket.Requests, ticket.Tokens, now);
    }

    private static bool TellsOfLimits(IHeaderDictionary answer)
    {
        foreach ((string name, _) in answer)
        {
            if (
                name.StartsWith(RateHeaderNames.OpenAi, StringComparison.OrdinalIgnoreCase)
                || name.StartsWith(RateHeaderNames.Anthropic, StringComparison.OrdinalIgnoreCase)
            )
            {
                return true;
            }
        }

        return false;
    }

    private static void Set(
        IHeaderDictionary answer,
        Dialect dialect,
        RateStanding? requests,
        RateStanding? tokens,
        DateTimeOffset now
    )
    {
        bool isAnthropic = dialect is AnthropicDialect;
        (RateHeaderNames ofRequests, RateHeaderNames ofTokens) = isAnthropic
            ? RateHeaderNames.OfAnthropic
            : RateHeaderNames.OfOpenAi;
        Set(answer, ofRequests, requests, isAnthropic ? now : null);
        Set(answer, ofTokens, tokens, isAnthropic ? now : null);
    }

    /// <param name="answer">Where they are set.</param>
    /// <param name="names">What they are called.</param>
    /// <param name="standing">What they say; null for no headers.</param>
    /// <param name="now">The time, where the reset is told as an instant; null where it is told as a span.</param>
    private static void Set(
        IHeaderDictionary answer,
        RateHeaderNames names,
        RateStanding? standing,
        DateTimeOffset? now
    )
    {
        if (standing is not { } it)
        {
            return;
        }

        answer[names.Limit] = it.Most.ToString(CultureInfo.InvariantCulture);
        answer[names.Remaining] = it.Remaining.ToString(CultureInfo.InvariantCulture);
        answer[names.Reset] = now is { } from ? Instant(from.AddTicks(it.ResetTicks)) : Span(it.ResetTicks);
    }

    /// <summary>To the second, rounded up (RFC 3339).</summary>
    private static string Instant(DateTimeOffset at) =>
        at.AddTicks(TimeSpan.TicksPerSecond - 1)
            .UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A time span as OpenAI words it: "17ms", "1.5s", "6m0s", "1h0m0s"; milliseconds, rounded up.</summary>
    public static string Span(long ticks)
    {
        long ms = (ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond;
        if (ms < 1000)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{ms}ms");
        }

        long hours = ms / 3_600_000;
        long minutes = ms / 60_000 % 60;
        string seconds = Seconds(ms % 60_000);
        return (hours, minutes) switch
        {
            (0, 0) => seconds,
            (0, _) => string.Create(CultureInfo.InvariantCulture, $"{minutes}m{seconds}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{hours}h{minutes}m{seconds}"),
        };
    }

    private static string Seconds(long ms) =>
        ms % 1000 == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{ms / 1000}s")
            : string.Create(CultureInfo.InvariantCulture, $"{ms / 1000}.{ms % 1000:000}").TrimEnd('0') + "s";
}
