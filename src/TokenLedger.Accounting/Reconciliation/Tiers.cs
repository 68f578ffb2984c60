namespace TokenLedger.Accounting.Reconciliation;

/// <summary>Service tiers by one name each, whatever the provider or a rate table calls them.</summary>
public static class Tiers
{
    /// <summary>The tier of calls that name none.</summary>
    public const string Standard = "standard";

    /// <summary>Half price, answered within a day.</summary>
    public const string Batch = "batch";

    /// <summary>The tiers whose prices are tried when an export does not state the tier.</summary>
    public static IReadOnlyList<string> Known { get; } = [Standard, Batch, "flex", "priority"];

    /// <summary>The one name of a tier; null and the provider's words for "nothing special" are the standard tier.</summary>
    public static string Named(string? tier) =>
        tier?.Trim().ToLowerInvariant() switch
        {
            null or "" or "default" or "auto" or "standard_only" or "on_demand" or Standard => Standard,
            "flex_discount" or "on_demand_flex" => "flex",
            "on_demand_priority" => "priority",
            { } other => other,
        };
}
