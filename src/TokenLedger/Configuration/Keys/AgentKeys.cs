using TokenLedger.Configuration.Values;

namespace TokenLedger.Configuration.Keys;

/// <summary>The keys of the agent section.</summary>
internal static class AgentKeys
{
    private static readonly string[] s_actions = ["warn", "block", "cool_down"];

    /// <summary>All of them, in the order of the documentation.</summary>
    public static IReadOnlyList<ConfigurationKey> All { get; } =
    [
        Shared(
            "agent.session_timeout_mins",
            ValueKind.Count,
            "30",
            "Minutes of silence after which a session no longer counts as active."
        ),
        Own("agent.sessions", ValueKind.Count, "10000", "Most sessions kept in memory; the longest silent give way."),
        Shared(
            "agent.loop_threshold",
            ValueKind.Count,
            "0",
            "Steps that are the same from which a session loops; 0 looks for none."
        ),
        Shared("agent.loop_window_mins", ValueKind.Count, "5", "Minutes within which they count."),
        Shared(
            "agent.loop_action",
            ValueKind.OneOf(s_actions),
            "warn",
            "A loop is noted on the entry, its steps are refused, or the whole session is for a time."
        ),
        Own(
            "agent.loop_cool_down",
            ValueKind.Duration("1s", "24h"),
            "5m",
            "How long it is refused; attempts meanwhile do not prolong it."
        ),
        Own(
            "agent.loop_similarity",
            ValueKind.Count,
            "95",
            "Percent, 50 to 100, from which two prompts are alike; alike counts half of the same. 100 looks for the same only."
        ),
        Shared(
            "agent.ghost_max_age_mins",
            ValueKind.Count,
            "0",
            "Minutes from which a session that spends without owner or progress is a ghost; 0 looks for none."
        ),
        Shared("agent.ghost_min_calls", ValueKind.Count, "50", "Calls from which it can be one."),
        Shared("agent.ghost_min_cost_usd", ValueKind.Number, "1.0", "Dollars from which it can be one."),
        Own("agent.max_depth", ValueKind.Count, "0", "Most levels of agents that start agents; 0 for any."),
        Own("agent.max_children", ValueKind.Count, "0", "Most different agents that one agent starts; 0 for any."),
        Own("agent.children_window", ValueKind.Duration("1m", "24h"), "1h", "Within which time they count."),
        Own("agent.tree_action", ValueKind.OneOf("warn", "block"), "block", "What happens beyond depth or children."),
        Own("agent.burn_rates[].id", RateValues.Name, "", "The rule's name, in refusals."),
        Own(
            "agent.burn_rates[].scope.<name>",
            ValueKind.Text,
            "",
            "Which calls it covers, as in rate_limits.list[].scope."
        ),
        Own(
            "agent.burn_rates[].per",
            ValueKind.Text,
            "session",
            "Dimensions each value of which is measured by itself."
        ),
        Own("agent.burn_rates[].usd_per_minute", RateValues.Dollars, "", "Dollars within any 60 seconds that trip it."),
        Own("agent.burn_rates[].tokens_per_minute", ValueKind.Count, "", "Tokens within any 60 seconds that trip it."),
        Own(
            "agent.burn_rates[].times_usual",
            ValueKind.Number,
            "",
            "How many times its own usual minute (the median of the past hour's) trips it."
        ),
        Own("agent.burn_rates[].action", ValueKind.OneOf(s_actions), "cool_down", "What happens when it trips."),
        Own("agent.burn_rates[].cool_down", ValueKind.Duration("1s", "24h"), "5m", "How long a cool-down lasts."),
    ];

    private static ConfigurationKey Shared(string path, ValueKind kind, string unset, string meaning) =>
        new(path, kind, unset, meaning) { InAgentLedger = true };

    private static ConfigurationKey Own(string path, ValueKind kind, string unset, string meaning) =>
        new(path, kind, unset, meaning);
}
