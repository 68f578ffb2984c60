using TokenLedger.Ledger.Entries;
using LedgerAttribution = TokenLedger.Ledger.Entries.Attribution;

namespace TokenLedger.Gateway.Policies.Input;

/// <summary>What an attribution says, as tags and figures of the input document.</summary>
public static class AttributedFields
{
    private const string Feature = "feature";
    private const string Environment = "environment";
    private const string Project = "project";
    private const string CostCenter = "cost_center";

    /// <summary>A tag: the named parts of the attribution, or a free one.</summary>
    public static string? Tag(LedgerAttribution attribution, string name)
    {
        ArgumentNullException.ThrowIfNull(attribution);
        return name switch
        {
            Feature => attribution.Feature,
            Environment => attribution.Environment,
            Project => attribution.Project,
            CostCenter => attribution.CostCenter,
            _ => Free(attribution, name),
        };
    }

    /// <summary>The names of the tags that have a value.</summary>
    public static IReadOnlyList<string> Tags(LedgerAttribution attribution)
    {
        ArgumentNullException.ThrowIfNull(attribution);
        string[] names = [Feature, Environment, Project, CostCenter, .. attribution.Tags.Select(tag => tag.Key)];
        return [.. names.Distinct(StringComparer.Ordinal).Where(name => Tag(attribution, name) is not null)];
    }

    /// <summary>How many agents stand above the calling one; null when that cannot be told from what the call says.</summary>
    public static decimal? Depth(LedgerAttribution attribution)
    {
        ArgumentNullException.ThrowIfNull(attribution);
        return attribution.Agent is null ? null
            : attribution.ParentAgent is not { } parent ? 0
            : parent == attribution.RootAgent ? 1
            : null;
    }

    private static string? Free(LedgerAttribution attribution, string name)
    {
        foreach (KeyValuePair<string, string> tag in attribution.Tags)
        {
            if (tag.Key == name)
            {
                return tag.Value;
            }
        }

        return null;
    }
}
