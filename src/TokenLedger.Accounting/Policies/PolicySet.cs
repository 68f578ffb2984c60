using TokenLedger.Accounting.Policies.Conditions;

namespace TokenLedger.Accounting.Policies;

/// <summary>
/// Compiled rules. Every rule whose condition holds speaks, in the order of the list; a rule that allows ends it, so
/// exceptions stand before what they are exceptions of. Immutable and safe for many threads.
/// </summary>
public sealed class PolicySet
{
    /// <summary>Most rules; each costs every call well under a microsecond.</summary>
    public const int MostRules = 256;

    private readonly (PolicyRule Rule, Condition Condition)[] _rules;

    private PolicySet((PolicyRule Rule, Condition Condition)[] rules)
    {
        _rules = rules;
        Rules = [.. rules.Select(pair => pair.Rule)];
        Reads = [.. rules.SelectMany(pair => pair.Condition.Reads).DistinctBy(field => field.Path)];
        Revision = rules.Length == 0 ? null : RuleJson.RevisionOf(Rules);
    }

    /// <summary>No rules.</summary>
    public static PolicySet Empty { get; } = new([]);

    /// <summary>The rules, in their order.</summary>
    public IReadOnlyList<PolicyRule> Rules { get; }

    /// <summary>The fields that their conditions read, each once.</summary>
    public IReadOnlyList<FieldReference> Reads { get; }

    /// <summary>A digest of the rules, 16 hex digits, so that an entry can say which rules judged it; null without rules.</summary>
    public string? Revision { get; }

    /// <summary>Compiles rules.</summary>
    /// <param name="rules">The rules, in their order.</param>
    /// <param name="patterns">The names that rules with <see cref="PolicyAction.Redact"/> may use.</param>
    /// <returns>The set, or everything that is wrong.</returns>
    public static (PolicySet? Set, IReadOnlyList<PolicyProblem> Problems) Compile(
        IReadOnlyList<PolicyRule> rules,
        IReadOnlyList<string> patterns
    )
    {
        ArgumentNullException.ThrowIfNull(rules);
        List<PolicyProblem> problems = [.. Problems(rules, patterns)];
        return problems.Count > 0
            ? (null, problems)
            : (new([.. rules.Select(rule => (rule, Condition.Parse(rule.When ?? "true").Condition!))]), problems);
    }

    /// <summary>What the rules say to a call. Allocates nothing when none speaks.</summary>
    public PolicyVerdict Judge(IPolicyInput input)
    {
        List<PolicyFinding>? findings = null;
        foreach ((PolicyRule rule, Condition condition) in _rules)
        {
            if (!condition.Holds(input))
            {
                continue;
            }

            List<string> missing = Missing(rule, input);
            if (rule.Needs.Count > 0 && missing.Count == 0)
            {
                continue;
            }

            (findings ??= []).Add(new(rule, missing));
            if (rule is { Action: PolicyAction.Allow, DryRun: false })
            {
                break;
            }
        }

        return findings is null ? PolicyVerdict.Silent : new(findings);
    }

    private static List<string> Missing(PolicyRule rule, IPolicyInput input)
    {
        List<string> missing = [];
        foreach (string part in rule.Needs)
        {
            (InputField field, string? name) = AttributionParts.FieldOf(part)!.Value;
            if (input.Read(field, name).Text is null or "")
            {
                missing.Add(part);
            }
        }

        return missing;
    }

    private static IEnumerable<PolicyProblem> Problems(IReadOnlyList<PolicyRule> rules, IReadOnlyList<string> patterns)
    {
        if (rules.Count > MostRules)
        {
            yield return new(MostRules, "id", $"there are {rules.Count} rules; at most {MostRules} are possible");
        }

        Dictionary<string, int> places = new(StringComparer.Ordinal);
        int? end = null;
        for (int i = 0; i < rules.Count; i++)
        {
            PolicyRule rule = rules[i];
            foreach ((string member, string message) in RuleCheck.Of(rule))
            {
                yield return new(i, member, message);
            }

            foreach (string pattern in rule.Patterns.Where(name => !patterns.Contains(name)))
            {
                yield return new(i, "patterns", $"there is no pattern \"{pattern}\"; define it in policies.patterns");
            }

            if (rule is { Action: PolicyAction.Redact } && patterns.Count == 0)
            {
                yield return new(i, "action", "action redact needs patterns; define some in policies.patterns");
            }

            if (!places.TryAdd(rule.Id, i))
            {
                yield return new(
                    i,
                    "id",
                    $"two rules are called \"{rule.Id}\"; entries name them, so each needs a name of its own"
                );
            }

            if (end is { } allow)
            {
                yield return new(
                    i,
                    "id",
                    $"\"{rule.Id}\" is never asked: \"{rules[allow].Id}\" before it allows every call; put it in front"
                );
            }

            end ??= EndsAll(rule) ? i : null;
        }
    }

    private static bool EndsAll(PolicyRule rule) =>
        rule is { Action: PolicyAction.Allow, DryRun: false }
        && Condition.Parse(rule.When ?? "true").Condition is { HoldsAlways: true };
}
