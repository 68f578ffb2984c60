using TokenLedger.Configuration.Values;

namespace TokenLedger.Configuration.Keys;

/// <summary>The keys of the rate_limits section.</summary>
internal static class LimitKeys
{
    private static readonly string[] s_periods = ["second", "minute", "hour", "day"];

    /// <summary>All of them, in the order of the documentation.</summary>
    public static IReadOnlyList<ConfigurationKey> All { get; } =
    [
        Shared("rate_limits.default.requests_per_minute", "Calls of each key within any 60 seconds; 0 for any."),
        Shared("rate_limits.default.requests_per_hour", "Calls of each key within any 60 minutes; 0 for any."),
        new(
            "rate_limits.rules[].api_key_pattern",
            ValueKind.Text,
            "",
            "Pattern on the key itself, with * and ?; the first rule that fits takes the place of the default. The key is not kept."
        )
        {
            InAgentLedger = true,
        },
        Shared("rate_limits.rules[].requests_per_minute", "As in the default; 0 or absent: as the default has it."),
        Shared("rate_limits.rules[].requests_per_hour", "As in the default; 0 or absent: as the default has it."),
        new("rate_limits.list[].id", RateValues.Name, "", "The limit's name, in refusals and in the API."),
        new("rate_limits.list[].description", ValueKind.Text, "", "What it is for."),
        new(
            "rate_limits.list[].scope.<name>",
            ValueKind.Text,
            "",
            "Which calls it covers: a dimension (key, user, tenant, model, tag:NAME, …) and its value, or a pattern with * and ?. All must hold."
        ),
        new(
            "rate_limits.list[].per",
            ValueKind.Text,
            "",
            "Dimensions, between commas, each value of which is counted by itself. Without it all are counted together."
        ),
        .. s_periods.Select(period => Amount($"requests_per_{period}", $"Calls within any {period}.")),
        .. s_periods.Select(period =>
            Amount($"tokens_per_{period}", $"Tokens within any {period}, those of caches included.")
        ),
        Amount("concurrency", "Calls at a time."),
        new(
            "rate_limits.list[].reserve",
            ValueKind.OneOf("expected", "bound"),
            "expected",
            "What a call counts in tokens before its end: what calls like it use, or the most it can use."
        ),
        new(
            "rate_limits.accounts",
            ValueKind.Count,
            "100000",
            "Most members counted by all limits together; those beyond share one account of each limit."
        ),
    ];

    private static ConfigurationKey Shared(string path, string meaning) =>
        new(path, ValueKind.Count, "0", meaning) { InAgentLedger = true };

    private static ConfigurationKey Amount(string name, string meaning) =>
        new($"rate_limits.list[].{name}", ValueKind.Count, "", meaning);
}
