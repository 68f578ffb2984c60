namespace TokenLedger.Accounting.Policies;

/// <summary>What one rule says to a call.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Missing">The parts of the attribution that the rule misses; empty for other rules.</param>
public sealed record PolicyFinding(PolicyRule Rule, IReadOnlyList<string> Missing)
{
    /// <summary>The name under which it is recorded.</summary>
    public string Subject => "policy:" + Rule.Id + (Rule.DryRun ? ":dry_run" : "");

    /// <summary>What the caller is told.</summary>
    public string Message =>
        Missing.Count > 0
            ? $"{Rule.Message ?? $"Policy \"{Rule.Id}\" needs to know what this call is for."} Missing: "
                + string.Join(", ", Missing.Select(part => $"{part} (header {AttributionParts.HeaderOf(part)})"))
                + "."
            : Rule.Message ?? $"Policy \"{Rule.Id}\" does not allow this call.";
}
