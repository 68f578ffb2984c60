namespace TokenLedger.Dashboard.Held;

/// <summary>A virtual key, without its secret and without the hash of it.</summary>
public sealed record HeldKey
{
    /// <summary>Its id, also the key of its calls ("vk_…").</summary>
    public required string Id { get; init; }

    /// <summary>What If-Match of a change must say.</summary>
    public string? Revision { get; init; }

    /// <summary>What people call it.</summary>
    public string? Name { get; init; }

    /// <summary>"active", "expired" or "revoked".</summary>
    public required string Status { get; init; }

    /// <summary>The tenant all its calls belong to.</summary>
    public string? Tenant { get; init; }

    /// <summary>The user all its calls belong to.</summary>
    public string? Owner { get; init; }

    /// <summary>Patterns of models it may use; empty for all.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Patterns of providers or upstreams it may use; empty for all.</summary>
    public IReadOnlyList<string> Providers { get; init; } = [];

    /// <summary>Patterns of routes it may use; empty for all.</summary>
    public IReadOnlyList<string> Routes { get; init; } = [];

    /// <summary>When it was issued, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who issued it.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>First instant at which it is not valid any more, UTC.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was revoked, UTC.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>First instant at which the secret before the current one is not valid any more, UTC.</summary>
    public DateTimeOffset? PreviousSecretUntil { get; init; }

    /// <summary>When it was last used since the start of the gateway, UTC.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }
}

/// <summary>A tenant that is known: set at run time, or named by a mapping of keys.</summary>
/// <param name="Id">Its name in attribution.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Description">What it is.</param>
/// <param name="IsEnabled">Whether its calls are taken.</param>
/// <param name="Models">Patterns of models it may use; empty for all.</param>
/// <param name="Providers">Patterns of providers or upstreams it may use; empty for all.</param>
public sealed record HeldTenant(
    string Id,
    string? Name,
    string? Description,
    bool IsEnabled,
    IReadOnlyList<string> Models,
    IReadOnlyList<string> Providers
)
{
    /// <summary>What If-Match of a change must say; null when only the configuration names it.</summary>
    public string? Revision { get; init; }
}
