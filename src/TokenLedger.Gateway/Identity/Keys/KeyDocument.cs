namespace TokenLedger.Gateway.Identity.Keys;

/// <summary>
/// A virtual key as the ledger has it: what it may do, and keyed hashes by which its secrets are recognised. The secrets
/// themselves are in no document.
/// </summary>
public sealed record KeyDocument
{
    /// <summary>What it is called by people.</summary>
    public string? Name { get; init; }

    /// <summary>The tenant all its calls belong to; null binds it to none.</summary>
    public string? Tenant { get; init; }

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

    /// <summary>When it was issued, UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who issued it.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>First instant at which it is not valid any more, UTC; null for none.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was revoked, UTC; null while it was not.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>The secrets it is recognised by: the newest first.</summary>
    public IReadOnlyList<KeySecret> Secrets
    {
        get;
        set => field = value ?? [];
    } = [];
}

/// <summary>How a secret of a key is recognised.</summary>
/// <param name="Hash">HMAC-SHA-256 of the secret under the data folder's key, base64url.</param>
/// <param name="Until">First instant at which it is not valid any more, UTC; null while it is the current one.</param>
public sealed record KeySecret(string Hash, DateTimeOffset? Until = null);

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
