using System.Text.Json;

namespace TokenLedger.Gateway.Identity.Keys;

/// <summary>A virtual key as the ledger has it: what it may do. All its calls belong to its tenant.</summary>
public sealed record KeyDocument : IssuedDocument
{
    /// <summary>The user all its calls belong to; null leaves that to the caller's claim.</summary>
    public string? Owner { get; init; }

    /// <summary>Patterns of models it may use; empty for all.</summary>
    public IReadOnlyList<string> Models
    {
        get;
        set => field = value ?? [];
    } = [];

    /// <summary>Patterns of providers or upstreams it may use; empty for all.</summary>
    public IReadOnlyList<string> Providers
    {
        get;
        set => field = value ?? [];
    } = [];

    /// <summary>Patterns of routes it may use ("openai.chat", or "/v1/embeddings"); empty for all.</summary>
    public IReadOnlyList<string> Routes
    {
        get;
        set => field = value ?? [];
    } = [];

    /// <summary>What its calls are for when the caller does not say.</summary>
    public KeyAttribution? Defaults { get; init; }

    /// <summary>What its calls are for, whatever the caller says; a call that says otherwise is refused.</summary>
    public KeyAttribution? Fixed { get; init; }

    /// <summary>The budgets of its calls, as <see cref="KeyBudgets"/> reads them; empty for none of its own.</summary>
    public IReadOnlyList<JsonElement> Budgets
    {
        get;
        set => field = value ?? [];
    } = [];
}

/// <summary>What calls are for, as far as a key says it.</summary>
public sealed record KeyAttribution
{
    /// <summary>Product feature.</summary>
    public string? Feature { get; init; }

    /// <summary>Project.</summary>
    public string? Project { get; init; }

    /// <summary>Cost centre.</summary>
    public string? CostCenter { get; init; }

    /// <summary>Deployment environment.</summary>
    public string? Environment { get; init; }

    /// <summary>Tags by name.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }
}
