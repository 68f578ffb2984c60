using TokenLedger.Accounting.Policies;
using TokenLedger.Gateway.Policies.DecisionPoint;

namespace TokenLedger.Gateway.Policies;

/// <summary>What rules and decision point want of a call that they do not deny.</summary>
internal sealed class CallWishes
{
    /// <summary>Rules that want an approval.</summary>
    public List<PolicyFinding> Approvals { get; } = [];

    /// <summary>Rules that warn.</summary>
    public List<PolicyFinding> Warnings { get; } = [];

    /// <summary>Rules that redact, and by which patterns; none means all.</summary>
    public List<(PolicyFinding Finding, IReadOnlyList<string> Patterns)> Redactions { get; } = [];

    /// <summary>The model to ask instead: the first one wished.</summary>
    public (PolicyFinding Finding, string Model)? Model { get; private set; }

    /// <summary>The smallest output limit wished.</summary>
    public (PolicyFinding Finding, long Tokens)? Cap { get; private set; }

    /// <summary>Whether anything of the request changes.</summary>
    public bool ChangesRequest => Model is not null || Cap is not null || Redactions.Count > 0;

    /// <summary>The wishes of the rules.</summary>
    public static CallWishes Of(PolicyVerdict verdict)
    {
        CallWishes wishes = new();
        wishes.Approvals.AddRange(verdict.InForce(PolicyAction.RequireApproval));
        wishes.Warnings.AddRange(verdict.InForce(PolicyAction.Warn));
        wishes.Redactions.AddRange(verdict.InForce(PolicyAction.Redact).Select(one => (one, one.Rule.Patterns)));
        wishes.Model = verdict.ModelSet is { } model ? (model, model.Rule.Model!) : null;
        wishes.Cap = verdict.OutputCap is { } cap ? (cap, cap.Rule.MaxOutputTokens!.Value) : null;
        return wishes;
    }

    /// <summary>Adds what the decision point wants, in the name of the rule that asked.</summary>
    public void Add(PolicyFinding finding, DecisionAnswer answer)
    {
        if (answer.RequireApproval)
        {
            Approvals.Add(finding);
        }

        if (answer.Warnings.Count > 0)
        {
            Warnings.Add(finding);
        }

        if (answer.Redact)
        {
            Redactions.Add((finding, []));
        }

        if (answer.Model is { } model)
        {
            Model ??= (finding, model);
        }

        if (answer.MaxOutputTokens is { } tokens && (Cap is null || tokens < Cap.Value.Tokens))
        {
            Cap = (finding, tokens);
        }
    }
}
