using TokenLedger.Accounting.Budgets;
using TokenLedger.Ledger.Entries;
using LedgerAttribution = TokenLedger.Ledger.Entries.Attribution;

namespace TokenLedger.Gateway.Alerts.Recognising;

/// <summary>The value an entry has in a dimension of budgets.</summary>
internal static class EntryDimension
{
    /// <summary>The value; empty when the entry has none.</summary>
    public static string Of(Entry entry, string dimension)
    {
        LedgerAttribution who = entry.Attribution;
        string? value = dimension switch
        {
            "key" => who.Key,
            "user" => who.User,
            "tenant" => who.Tenant,
            "feature" => who.Feature,
            "project" => who.Project,
            "cost_center" => who.CostCenter,
            "environment" => who.Environment,
            "agent" => who.Agent,
            "parent_agent" => who.ParentAgent,
            "root_agent" => who.RootAgent,
            "session" => who.Session,
            "task" => who.Task,
            "step" => who.Step,
            "provider" => entry.Provider,
            "upstream" => entry.Upstream ?? entry.Provider,
            "model" => entry.ModelRequested,
            _ => Tag(who, dimension),
        };
        return value ?? "";
    }

    private static string? Tag(LedgerAttribution who, string dimension)
    {
        foreach ((string name, string value) in who.Tags)
        {
            if (
                dimension.AsSpan().StartsWith(Dimensions.TagPrefix)
                && dimension.AsSpan(Dimensions.TagPrefix.Length).SequenceEqual(name)
            )
            {
                return value;
            }
        }

        return null;
    }
}
