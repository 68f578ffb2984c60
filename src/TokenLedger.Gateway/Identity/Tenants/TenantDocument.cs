namespace TokenLedger.Gateway.Identity.Tenants;

/// <summary>A tenant as people have set it: its calls need one of its own keys, and it may be limited or switched off.</summary>
/// <remarks>Members with defaults are set, not init: where JSON leaves one out, the default must stay.</remarks>
public sealed record TenantDocument
{
    /// <summary>What it is called by people.</summary>
    public string? Name { get; init; }

    /// <summary>What it is.</summary>
    public string? Description { get; init; }

    /// <summary>Whether its calls are taken. Default true.</summary>
    public bool Enabled { get; set; } = true;

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
}
