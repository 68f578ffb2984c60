using TokenLedger.Accounting.Policies;
using TokenLedger.Configuration.Values;

namespace TokenLedger.Configuration.Keys;

/// <summary>The keys of the policies section.</summary>
public static class PolicyKeys
{
    /// <summary>All of them, in the order of the documentation.</summary>
    public static IReadOnlyList<ConfigurationKey> All { get; } =
    [
        Own("policies.rules[].id", RateValues.Name, "What entries and refusals call it."),
        Own("policies.rules[].description", ValueKind.Text, "What it is for, for people."),
        Own("policies.rules[].when", ValueKind.Text, "The condition (docs/policies.md). Without it: every call."),
        Own(
            "policies.rules[].action",
            ValueKind.OneOf([.. PolicyActions.Words]),
            "What happens then. Every rule whose condition holds speaks; allow ends the list."
        ),
        Own("policies.rules[].message", ValueKind.Text, "What the caller is told, and what to do about it."),
        Own("policies.rules[].dry_run", ValueKind.Switch, "Only record what it would have done."),
        Own("policies.rules[].model", ValueKind.Text, "For set_model: the model that is asked instead."),
        Own("policies.rules[].max_output_tokens", ValueKind.Count, "For cap_output: most output tokens."),
        Own("policies.rules[].patterns[]", RateValues.Name, "For redact: which patterns. Without it: all."),
        Own("policies.rules[].path", ValueKind.Text, "For opa: the rule to ask, below /v1/data."),
        new(
            "policies.rules[].timeout",
            ValueKind.Duration("1ms", "5s"),
            "50ms",
            "For opa: longest wait for an answer."
        ),
        new(
            "policies.rules[].undefined",
            ValueKind.OneOf("deny", "allow"),
            "deny",
            "For opa: what an answer without a result means."
        ),
        new(
            "policies.rules[].on_error",
            ValueKind.OneOf("deny", "allow"),
            "deny",
            "For opa: what no answer, or an unreadable one, means."
        ),
        Own(
            "policies.rules[].pure",
            ValueKind.Switch,
            "For opa: equal inputs get equal answers, so answers are remembered; the time is not sent."
        ),
        Own("policies.require[].id", RateValues.Name, "What entries call it. Without it: require- and its number."),
        Own("policies.require[].when", ValueKind.Text, "For which calls that may be billed. Without it: all of them."),
        Own(
            "policies.require[].attribution[]",
            ValueKind.Text,
            "What such calls must state: feature, user, project, tag:NAME and so on."
        ),
        Own("policies.require[].message", ValueKind.Text, "What the caller is told besides what is missing."),
        Own("policies.require[].dry_run", ValueKind.Switch, "Only record what it would have done."),
        Own("policies.patterns[].name", RateValues.Name, "What rules that redact call it."),
        Own(
            "policies.patterns[].pattern",
            ValueKind.Text,
            "A regular expression without look-around and back references."
        ),
        Own("policies.patterns[].replacement", ValueKind.Text, "What stands there instead. Without it: [NAME]."),
        Own("policies.opa.url", ValueKind.Upstream, "The Open Policy Agent that rules with action opa ask."),
        Own("policies.opa.token_file", ValueKind.Text, "A file with its bearer token."),
        Own("policies.opa.budgets[]", ValueKind.Text, "Budgets whose figures are sent along."),
        new(
            "policies.opa.remember",
            ValueKind.Duration("1s", "1h"),
            "30s",
            "How long an answer to a pure rule is remembered."
        ),
    ];

    private static ConfigurationKey Own(string path, ValueKind kind, string meaning) => new(path, kind, "", meaning);
}
