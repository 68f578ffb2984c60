using System.Text.Json;
using TokenLedger.Accounting.Policies;
using TokenLedger.Gateway.Policies.Approvals;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Gateway.Policies;

/// <summary>
/// The rules in force. Configuration is the base; a rule decided at run time takes the place of a configured one of its
/// name, and removing it brings the configured one back. Rules with new names stand behind the configured ones, by name.
/// </summary>
internal sealed class PolicyBook
{
    /// <summary>The names of approvals among the documents of policies begin so.</summary>
    public const string ApprovalPrefix = "approval:";

    private readonly PolicyOptions _options;
    private readonly ControlBook? _control;
    private volatile PolicySnapshot _now;

    /// <summary>Compiles what is in force, and again after every change.</summary>
    /// <param name="options">What configuration says.</param>
    /// <param name="control">What was decided at run time; null when nothing can be.</param>
    public PolicyBook(PolicyOptions options, ControlBook? control)
    {
        _options = options;
        _control = control;
        _now = Read();
        if (control is not null)
        {
            control.Changed += change =>
            {
                if (change.Kind == ControlKinds.Policy)
                {
                    _now = Read();
                }
            };
        }
    }

    /// <summary>What is in force now.</summary>
    public PolicySnapshot Now => _now;

    /// <summary>What configuration says.</summary>
    public PolicyOptions Options => _options;

    /// <summary>What would be wrong if a rule were set.</summary>
    public IReadOnlyList<string> ProblemsWith(PolicyRule rule)
    {
        List<PolicyRule> rules = [.. Merged(RuntimeRules().Where(one => one.Id != rule.Id).Append(rule))];
        int index = rules.IndexOf(rule);
        List<string> problems =
        [
            .. PolicySet
                .Compile(rules, PatternNames)
                .Problems.Where(problem => problem.Index == index || problem.Index >= rules.Count)
                .Select(problem => $"{problem.Member}: {problem.Message}"),
        ];
        if (rule.Action == PolicyAction.Ask && _options.DecisionPoint is null)
        {
            problems.Add("action: no decision point is configured; set policies.opa.url");
        }

        return problems;
    }

    /// <summary>A rule decided at run time; null when there is none of this name.</summary>
    public PolicyRule? FindRuntime(string id) => RuntimeRules().FirstOrDefault(rule => rule.Id == id);

    private string[] PatternNames => [.. _options.Patterns.Select(pattern => pattern.Name)];

    private PolicySnapshot Read()
    {
        PolicyRule[] rules = [.. Merged(RuntimeRules())];
        (PolicySet? set, IReadOnlyList<PolicyProblem> problems) = PolicySet.Compile(rules, PatternNames);
        if (set is null)
        {
            // Each was in order when it was set. What has changed since (a pattern taken out of the configuration, an
            // exception for everything in front of it) must not open the gate.
            rules =
            [
                .. rules
                    .Index()
                    .Select(pair => Mended(pair.Item, problems.FirstOrDefault(one => one.Index == pair.Index))),
            ];
            set = PolicySet.Compile([.. rules.Take(PolicySet.MostRules)], PatternNames).Set ?? RefuseAll();
        }

        return new(set, Approvals());
    }

    private IEnumerable<PolicyRule> Merged(IEnumerable<PolicyRule> runtime) => PolicyMerge.Of(_options.Rules, runtime);

    /// <summary>A rule that no longer compiles refuses every call, unless it could only have let calls pass.</summary>
    private static PolicyRule Mended(PolicyRule rule, PolicyProblem? problem) =>
        problem is null
            ? rule
            : new()
            {
                Id = rule.Id,
                Action = rule.Action is PolicyAction.Allow or PolicyAction.Warn ? PolicyAction.Warn : PolicyAction.Deny,
                DryRun = rule.DryRun,
                Message =
                    $"Policy \"{rule.Id}\" is no longer in order ({problem.Member}: {problem.Message}). Tell its administrator.",
            };

    private static PolicySet RefuseAll() =>
        PolicySet
            .Compile(
                [
                    new()
                    {
                        Id = "policies-out-of-order",
                        Action = PolicyAction.Deny,
                        Message = "The policies are not in order, so nothing is forwarded. Tell their administrator.",
                    },
                ],
                []
            )
            .Set!;

    private IEnumerable<PolicyRule> RuntimeRules()
    {
        foreach (ControlDocument document in Documents())
        {
            if (!document.Id.StartsWith(ApprovalPrefix, StringComparison.Ordinal))
            {
                using JsonDocument json = JsonDocument.Parse(document.Json);
                yield return RuleJsonReader.Read(json.RootElement, [])
                    ?? new()
                    {
                        Id = document.Id,
                        Action = PolicyAction.Deny,
                        Message = $"Policy \"{document.Id}\" cannot be read.",
                    };
            }
        }
    }

    private Approval[] Approvals() =>
        [
            .. Documents()
                .Where(document => document.Id.StartsWith(ApprovalPrefix, StringComparison.Ordinal))
                .Select(document => Approval.Read(document.Json))
                .OfType<Approval>(),
        ];

    private IReadOnlyList<ControlDocument> Documents() => _control?.Of(ControlKinds.Policy) ?? [];
}
