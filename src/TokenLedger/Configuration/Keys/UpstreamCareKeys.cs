using TokenLedger.Configuration.Values;

namespace TokenLedger.Configuration.Keys;

/// <summary>The keys that say what happens when upstreams fail, and how calls are shared among them.</summary>
public static class UpstreamCareKeys
{
    private const string ModelPatterns = "Which models, * for any characters. Without it: all.";

    /// <summary>All of them, in the order of the documentation.</summary>
    public static IReadOnlyList<ConfigurationKey> All { get; } =
    [
        Shared(
            "circuit_breaker.max_failures",
            ValueKind.Count,
            "0",
            "Failures in a row after which a model at an upstream is left alone; 0 does not count them."
        ),
        Shared(
            "circuit_breaker.timeout_secs",
            RoutingValues.Whole(0, 86_400),
            "30",
            "Seconds it is left alone before one call may probe; 0 means 30."
        ),
        Own(
            "circuit_breaker.failure_percent",
            RoutingValues.Whole(0, 100),
            "0",
            "Percent of calls whose failure has the same effect; 0 does not look."
        ),
        Own(
            "circuit_breaker.least_calls",
            RoutingValues.Whole(1, 1_000_000),
            "20",
            "Calls within the window below which the percentage says nothing."
        ),
        Own(
            "circuit_breaker.window",
            ValueKind.Duration("1s", "1h"),
            "1m",
            "The time over which the percentage is taken."
        ),
        Own(
            "routing.retries.most",
            RoutingValues.Whole(0, 5),
            "0",
            "Further attempts at the same upstream. Callers' SDKs try again by themselves: both together multiply."
        ),
        Own(
            "routing.retries.statuses[]",
            RoutingValues.Status,
            "",
            "Statuses tried again, there or along a chain. Without it: 429, 500, 502, 503, 504, 529."
        ),
        Own(
            "routing.retries.first_delay",
            ValueKind.Duration("10ms", "1m"),
            "500ms",
            "The first wait before trying again; it doubles, with jitter."
        ),
        Own("routing.retries.longest_delay", ValueKind.Duration("10ms", "5m"), "8s", "The longest such wait."),
        Own(
            "routing.retries.longest_retry_after",
            ValueKind.Duration("0", "10m"),
            "30s",
            "The longest Retry-After of an upstream that is waited for; what asks for more is not tried again there."
        ),
        Own("routing.pools[].upstream", ValueKind.Text, "", "The upstream whose calls the members share."),
        Own("routing.pools[].models[]", ValueKind.Text, "", ModelPatterns),
        Own(
            "routing.pools[].sticky_sessions",
            ValueKind.Switch,
            "true",
            "Keep a session's calls at one member while that is well, for the provider's prompt cache."
        ),
        Own(
            "routing.pools[].members[].upstream",
            ValueKind.Text,
            "",
            "A member: an upstream of the same wire format, with a credential of its own when its host is another."
        ),
        Own(
            "routing.pools[].members[].model",
            ValueKind.Text,
            "",
            "The model to ask for there. Without it: the caller's."
        ),
        Own("routing.pools[].members[].weight", RoutingValues.Whole(1, 1_000), "1", "Its share of the calls."),
        Own("routing.fallbacks[].upstream", ValueKind.Text, "", "The upstream whose calls go on when it fails."),
        Own("routing.fallbacks[].models[]", ValueKind.Text, "", ModelPatterns),
        Own(
            "routing.fallbacks[].to[].upstream",
            ValueKind.Text,
            "",
            "Where they go, in order: an upstream of the same wire format, with a credential of its own when its host is another."
        ),
        Own(
            "routing.fallbacks[].to[].model",
            ValueKind.Text,
            "",
            "The model to ask for there. Without it: the caller's."
        ),
        Own(
            "timeouts.routes[].path",
            ValueKind.Text,
            "",
            "Calls with timeouts of their own: which paths. Without it: all."
        ),
        Own("timeouts.routes[].model", ValueKind.Text, "", "Which models. Without it: all."),
        Own("timeouts.routes[].stream", ValueKind.Switch, "", "Only streamed calls, or only others. Without it: both."),
        Own("timeouts.routes[].response", ValueKind.Duration("1s", "24h"), "", "Their timeouts.response."),
        Own("timeouts.routes[].idle", ValueKind.Duration("1s", "24h"), "", "Their timeouts.idle."),
    ];

    private static ConfigurationKey Own(string path, ValueKind kind, string unset, string meaning) =>
        new(path, kind, unset, meaning);

    private static ConfigurationKey Shared(string path, ValueKind kind, string unset, string meaning) =>
        new(path, kind, unset, meaning) { InAgentLedger = true };
}
