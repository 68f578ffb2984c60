namespace TokenLedger.Accounting.Policies;

/// <summary>
/// What the rules say to a call, in their order. Refusals come first: deny beats require_approval, and both beat the rest.
/// Of several models the first counts, of several output limits the smallest.
/// </summary>
/// <param name="Findings">Every rule that spoke, dry runs included.</param>
public sealed record PolicyVerdict(IReadOnlyList<PolicyFinding> Findings)
{
    /// <summary>No rule spoke.</summary>
    public static PolicyVerdict Silent { get; } = new([]);

    /// <summary>Whether no rule spoke.</summary>
    public bool IsSilent => Findings.Count == 0;

    /// <summary>The rule that denies the call; null when none does.</summary>
    public PolicyFinding? Denial => First(PolicyAction.Deny);

    /// <summary>The model to ask instead; null for the caller's.</summary>
    public PolicyFinding? ModelSet => First(PolicyAction.SetModel);

    /// <summary>The rule with the smallest output limit; null when none limits it.</summary>
    public PolicyFinding? OutputCap => InForce(PolicyAction.CapOutput).MinBy(finding => finding.Rule.MaxOutputTokens);

    /// <summary>Those in force with an action, in order; dry runs are not in force.</summary>
    public IEnumerable<PolicyFinding> InForce(PolicyAction action) =>
        Findings.Where(finding => finding.Rule.Action == action && !finding.Rule.DryRun);

    private PolicyFinding? First(PolicyAction action)
    {
        foreach (PolicyFinding finding in Findings)
        {
            if (finding.Rule.Action == action && !finding.Rule.DryRun)
            {
                return finding;
            }
        }

        return null;
    }
}
