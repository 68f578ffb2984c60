namespace TokenLedger.Ledger.Entries;

/// <summary>Who and what a call is for. Every part is optional; absent parts take no space in the entry.</summary>
public sealed record Attribution
{
    /// <summary>Nothing known.</summary>
    public static Attribution None { get; } = new();

    /// <summary>The organisation or team billed.</summary>
    public string? Tenant { get; init; }

    /// <summary>Keyed fingerprint of the caller's credential; never the credential.</summary>
    public string? Key { get; init; }

    /// <summary>Product feature.</summary>
    public string? Feature { get; init; }

    /// <summary>The human behind the call.</summary>
    public string? User { get; init; }

    /// <summary>The workflow or conversation.</summary>
    public string? Session { get; init; }

    /// <summary>Whether the caller says that the session ends with this call; null when it does not say.</summary>
    public bool? SessionEnds { get; init; }

    /// <summary>The agent that called.</summary>
    public string? Agent { get; init; }

    /// <summary>The agent that started it.</summary>
    public string? ParentAgent { get; init; }

    /// <summary>The agent at the root of the tree.</summary>
    public string? RootAgent { get; init; }

    /// <summary>The task within the session.</summary>
    public string? Task { get; init; }

    /// <summary>The step within the task (plan, act, observe …).</summary>
    public string? Step { get; init; }

    /// <summary>Deployment environment.</summary>
    public string? Environment { get; init; }

    /// <summary>Project.</summary>
    public string? Project { get; init; }

    /// <summary>Cost centre.</summary>
    public string? CostCenter { get; init; }

    /// <summary>Free tags, sorted by name (ordinal), names unique.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];

    /// <summary>
    /// Names of the parts above (snake_case, "tags" for the tags) that only the caller's word supports, sorted.
    /// </summary>
    public IReadOnlyList<string> Claimed { get; init; } = [];
}
