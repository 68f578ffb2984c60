using TokenLedger.Accounting.Policies;

namespace TokenLedger.Gateway.Policies;

/// <summary>Configured rules and those decided at run time, as one list.</summary>
public static class PolicyMerge
{
    /// <summary>
    /// A runtime rule takes the place of the configured one of its name; those with new names stand behind the configured
    /// ones, by name.
    /// </summary>
    /// <param name="configured">In their order.</param>
    /// <param name="runtime">In any order; each name once.</param>
    public static IEnumerable<PolicyRule> Of(IReadOnlyList<PolicyRule> configured, IEnumerable<PolicyRule> runtime)
    {
        ArgumentNullException.ThrowIfNull(configured);
        Dictionary<string, PolicyRule> decided = runtime.ToDictionary(rule => rule.Id, StringComparer.Ordinal);
        foreach (PolicyRule rule in configured)
        {
            yield return decided.Remove(rule.Id, out PolicyRule? instead) ? instead : rule;
        }

        foreach (PolicyRule rule in decided.Values.OrderBy(rule => rule.Id, StringComparer.Ordinal))
        {
            yield return rule;
        }
    }
}
