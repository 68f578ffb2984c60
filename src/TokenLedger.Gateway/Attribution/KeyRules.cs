using TokenLedger.Accounting.Budgets;
using LedgerAttribution = TokenLedger.Ledger.Entries.Attribution;

namespace TokenLedger.Gateway.Attribution;

/// <summary>Whose keys a rule is for.</summary>
/// <param name="Id">The rule's name, which entries carry.</param>
/// <param name="Glob">The pattern of the keys; null where <paramref name="Fingerprint"/> names the one key.</param>
/// <param name="Fingerprint">The fingerprint of the only key.</param>
/// <param name="Tenant">The only tenant whose calls it is for; null for all.</param>
public sealed record KeyRule(string Id, KeyGlob? Glob, string? Fingerprint, string? Tenant)
{
    /// <summary>Whether a call is one of its.</summary>
    public bool IsFor(ReadOnlySpan<char> key, LedgerAttribution attribution) =>
        (Tenant is null || Tenant == attribution.Tenant)
        && (Glob is null ? Fingerprint == attribution.Key : Glob.Matches(key));
}

/// <summary>
/// Tells which rule a caller's key falls under: the first whose pattern it fits. Only here is the key itself at hand; from
/// then on the rule's name goes with the call as the tag <see cref="Tag"/>, so that the ledger alone says which accounts a
/// call has touched. Swapped whole when rules change; read by many threads.
/// </summary>
public sealed class KeyRules
{
    /// <summary>The tag that carries the rule's name.</summary>
    public const string Tag = OwnTags.Prefix + "key_rule";

    /// <summary>The name for calls that fall under no rule, while there are any.</summary>
    public const string NoRule = "default";

    private volatile IReadOnlyList<KeyRule> _rules = [];

    /// <summary>The dimension of budgets that are for one rule's calls.</summary>
    public static string Dimension => Dimensions.TagPrefix + Tag;

    /// <summary>The rules in force, in their order.</summary>
    public IReadOnlyList<KeyRule> InForce => _rules;

    /// <summary>Puts rules in force in place of those before.</summary>
    public void Use(IReadOnlyList<KeyRule> rules) => _rules = rules;

    /// <summary>The attribution with the rule's name in it; itself while there are no rules.</summary>
    /// <param name="attribution">Who the call is for, its tenant resolved.</param>
    /// <param name="key">The caller's key; empty when there is none.</param>
    public LedgerAttribution Mark(LedgerAttribution attribution, ReadOnlySpan<char> key)
    {
        ArgumentNullException.ThrowIfNull(attribution);
        IReadOnlyList<KeyRule> rules = _rules;
        if (rules.Count == 0)
        {
            return attribution;
        }

        string name = NoRule;
        foreach (KeyRule rule in rules)
        {
            if (rule.IsFor(key, attribution))
            {
                name = rule.Id;
                break;
            }
        }

        List<KeyValuePair<string, string>> tags = [.. attribution.Tags, new(Tag, name)];
        tags.Sort(static (left, right) => string.CompareOrdinal(left.Key, right.Key));
        return attribution with { Tags = tags };
    }
}
