using System.Globalization;
using System.Text;
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
    private const string OpenAi = "x-ratelimit-";
    private const string Anthropic = "anthropic-ratelimit-";
    private const string Ours = "x-tokenledger-ratelimit-";

    /// <summary>The headers in a dialect's form.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(
        Dialect dialect,
        RateStanding? requests,
        RateStanding? tokens,
        DateTimeOffset now
    )
    {
        List<KeyValuePair<string, string>> headers = [];
        bool isAnthropic = dialect is AnthropicDialect;
        Add(headers, isAnthropic ? Anthropic : OpenAi, isAnthropic, "requests", requests, now);
        Add(headers, isAnthropic ? Anthropic : OpenAi, isAnthropic, "tokens", tokens, now);
        return headers;
    }

    /// <summary>Adds them to an answer just before its head is sent.</summary>
    public static void AddTo(InferenceCall call, LimitTicket ticket, DateTimeOffset now)
    {
        IHeaderDictionary answer = call.Http.Response.Headers;
        if (answer.Keys.Any(IsAnyones))
        {
            List<KeyValuePair<string, string>> ours = [];
            Add(ours, Ours, isAnthropic: false, "requests", ticket.Requests, now);
            Add(ours, Ours, isAnthropic: false, "tokens", ticket.Tokens, now);
            Set(answer, ours);
            return;
        }

        Set(answer, Of(call.Dialect, ticket.Requests, ticket.Tokens, now));
    }

    private static bool IsAnyones(string name) =>
        name.StartsWith(OpenAi, StringComparison.OrdinalIgnoreCase)
        || name.StartsWith(Anthropic, StringComparison.OrdinalIgnoreCase);

    private static void Set(IHeaderDictionary answer, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        foreach ((string name, string value) in headers)
        {
            answer[name] = value;
        }
    }

    private static void Add(
        List<KeyValuePair<string, string>> headers,
        string prefix,
        bool isAnthropic,
        string measure,
        RateStanding? standing,
        DateTimeOffset now
    )
    {
        if (standing is not { } it)
        {
            return;
        }

        string Name(string what) => prefix + (isAnthropic ? $"{measure}-{what}" : $"{what}-{measure}");
        headers.Add(new(Name("limit"), it.Most.ToString(CultureInfo.InvariantCulture)));
        headers.Add(new(Name("remaining"), it.Remaining.ToString(CultureInfo.InvariantCulture)));
        headers.Add(new(Name("reset"), isAnthropic ? Instant(now.AddTicks(it.ResetTicks)) : Span(it.ResetTicks)));
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

        StringBuilder text = new();
        long hours = ms / 3_600_000;
        long minutes = ms / 60_000 % 60;
        if (hours > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{hours}h");
        }

        if (hours > 0 || minutes > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{minutes}m");
        }

        return text.Append(CultureInfo.InvariantCulture, $"{ms % 60_000 / 1000m:0.###}s").ToString();
    }
}
