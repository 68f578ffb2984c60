using TokenLedger.Accounting.Budgets;
using TokenLedger.Configuration.Values;

namespace TokenLedger.Configuration.Keys;

/// <summary>The keys of the budgets section: AgentLedger's, with their meaning, and what ours can say beyond.</summary>
internal static class BudgetKeys
{
    private const string Default = "budgets.default.";
    private const string Rule = "budgets.rules[].";

    /// <summary>All of them, in the order of the documentation.</summary>
    public static IReadOnlyList<ConfigurationKey> All { get; } =
    [
        Shared(
            Default + "daily_limit_usd",
            ValueKind.Number,
            "Dollars a day for each key that no rule is for; 0 is no limit."
        ),
        Shared(Default + "monthly_limit_usd", ValueKind.Number, "The same a month."),
        Shared(
            Default + "soft_limit_pct",
            BudgetValues.Soft,
            "From which part of a limit calls are warned: 0.8, or 80. Without it only at the limit."
        ),
        Shared(
            Default + "action",
            ValueKind.OneOf([.. BudgetNames.Actions]),
            "What reaching the limit does. Without it: warn, as in AgentLedger."
        ),
        .. Modes(Default, "Without it: "),
        Own(
            Rule + "name",
            RateValues.Name,
            "What budgets are called after; needed with limits. Without it: a name made from keys and tenant."
        ),
        Own(Rule + "description", ValueKind.Text, "What it is for, for people."),
        Shared(
            Rule + "api_key_pattern",
            BudgetValues.Keys,
            "For callers whose key fits; * stands for any characters but /. Of several the first counts. Each key has an account of its own."
        ),
        Shared(
            Rule + "tenant_id",
            ValueKind.Text,
            "For this tenant's calls, one account for all; with a pattern only for such keys of this tenant."
        ),
        Shared(Rule + "daily_limit_usd", ValueKind.Number, "Dollars a day; 0 takes over the default's."),
        Shared(Rule + "monthly_limit_usd", ValueKind.Number, "Dollars a month; 0 takes over the default's."),
        Shared(Rule + "soft_limit_pct", BudgetValues.Soft, "As above; 0 takes over the default's."),
        Shared(
            Rule + "action",
            ValueKind.OneOf([.. BudgetNames.Actions]),
            "What reaching a limit does. Without it: the default's; with limits: block."
        ),
        Own(
            Rule + "scope.<name>",
            ValueKind.Text,
            "Only calls whose dimension (user, feature, project, agent, model, tag:NAME …) is this; * and ? stand for characters."
        ),
        Own(Rule + "per[]", ValueKind.Text, "Dimensions with an account for each value."),
        Own(Rule + "limits.usd", ValueKind.Number, "Dollars within the window."),
        Own(Rule + "limits.tokens", ValueKind.Number, "Tokens of all meters."),
        Own(Rule + "limits.calls", ValueKind.Number, "Calls."),
        Own(Rule + "limits.seconds", ValueKind.Number, "Wall-clock seconds since the window's first call."),
        Own(Rule + "limits.tool_calls", ValueKind.Number, "Tools the model called."),
        Own(Rule + "limits.meters.<name>", ValueKind.Number, "Tokens of one meter, such as output."),
        Own(
            Rule + "window",
            BudgetValues.Window,
            "When use counts: minute, hour, day, week, month, quarter, year, rolling LENGTH, fixed LENGTH from INSTANT, session or lifetime."
        ),
        Own(
            Rule + "shadow",
            ValueKind.Switch,
            "Judge and record what it would have done, refuse nothing. Without it: false."
        ),
        .. Modes(Rule, "Without it: the default's, else "),
        Own(Rule + "overrides[].unit", ValueKind.OneOf([.. BudgetNames.Units]), "Which of the limits changes."),
        Own(Rule + "overrides[].amount", ValueKind.Number, "Its amount meanwhile."),
        Own(Rule + "overrides[].from", RateValues.Instant, "First instant."),
        Own(Rule + "overrides[].to", RateValues.Instant, "First instant after."),
        Own(Rule + "overrides[].reason", ValueKind.Text, "Why."),
        Own(Rule + "overrides[].author", ValueKind.Text, "Who allowed it."),
        Own(
            Rule + "overrides[].member[]",
            ValueKind.Text,
            "The account it is for, one value for each of per. Without it: all."
        ),
    ];

    private static IEnumerable<ConfigurationKey> Modes(string section, string unset) =>
        [
            Own(
                section + "hold",
                ValueKind.OneOf([.. BudgetNames.Holds]),
                $"What an open call reserves: the worst case, what calls like it used, or nothing. {unset}elastic."
            ),
            Own(
                section + "mid_stream",
                ValueKind.OneOf([.. BudgetNames.MidStream]),
                $"A stream that outgrows its hold goes on, or is ended in good form. {unset}finish."
            ),
            Own(
                section + "unpriced",
                ValueKind.OneOf([.. BudgetNames.Unpriced]),
                $"Calls without a price pass and are flagged, are refused, or count a ceiling each. {unset}allow."
            ),
            Own(section + "unpriced_ceiling_usd", ValueKind.Number, "That ceiling in dollars."),
            Own(
                section + "time_zone",
                BudgetValues.TimeZone,
                $"The IANA time zone of days, weeks and months. {unset}UTC."
            ),
        ];

    private static ConfigurationKey Own(string path, ValueKind kind, string meaning) => new(path, kind, "", meaning);

    private static ConfigurationKey Shared(string path, ValueKind kind, string meaning) =>
        new(path, kind, "", meaning) { InAgentLedger = true };
}
