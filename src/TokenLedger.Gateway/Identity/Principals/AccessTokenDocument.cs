using TokenLedger.Gateway.Hosting;
using TokenLedger.Gateway.Identity.Keys;

namespace TokenLedger.Gateway.Identity.Principals;

/// <summary>An access token as the ledger has it: what its holder may do. The token itself is in no document.</summary>
public sealed record AccessTokenDocument : IssuedDocument
{
    /// <summary>"viewer", "auditor", "tenant-admin" or "admin".</summary>
    public required string Role { get; init; }
}

/// <summary>What is asked for when an access token is issued.</summary>
public sealed record AccessTokenRequest
{
    /// <summary>What people shall call it, at most 256 characters.</summary>
    public string? Name { get; init; }

    /// <summary>"viewer", "auditor", "tenant-admin" or "admin".</summary>
    public required string Role { get; init; }

    /// <summary>The only tenant its holder sees; a tenant-admin needs one.</summary>
    public string? Tenant { get; init; }

    /// <summary>First instant at which it is not valid any more.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>An access token as the API shows it: never with a secret or its hash, but for the one answer that issues it.</summary>
public sealed record AccessTokenView
{
    /// <summary>Its id; the record of changes calls its holder "token:" and this.</summary>
    public required string Id { get; init; }

    /// <summary>What people call it.</summary>
    public string? Name { get; init; }

    /// <summary>"active", "expired" or "revoked".</summary>
    public required string Status { get; init; }

    /// <summary>What its holder may do.</summary>
    public required string Role { get; init; }

    /// <summary>The only tenant its holder sees.</summary>
    public string? Tenant { get; init; }

    /// <summary>When it was issued.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who issued it.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>First instant at which it is not valid any more.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was revoked.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>First instant at which the secret before the current one is not valid any more.</summary>
    public DateTimeOffset? PreviousSecretUntil { get; init; }

    /// <summary>When it was last used, since the start of the gateway; absent when it was not.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>The token itself. Only in the answer that issues or rotates it; it cannot be shown again.</summary>
    public string? Token { get; init; }

    /// <summary>How a token looks now.</summary>
    internal static AccessTokenView Of(
        string id,
        AccessTokenDocument document,
        DateTimeOffset? lastUsed,
        DateTimeOffset now
    ) =>
        new()
        {
            Id = id,
            Name = document.Name,
            Status = document.StatusAt(now),
            Role = document.Role,
            Tenant = document.Tenant,
            CreatedAt = document.CreatedAt,
            CreatedBy = document.CreatedBy,
            ExpiresAt = document.ExpiresAt,
            RevokedAt = document.RevokedAt,
            PreviousSecretUntil = document.PreviousSecretUntil(now),
            LastUsedAt = lastUsed,
        };
}

/// <summary>Access tokens.</summary>
/// <param name="Tokens">By id.</param>
public sealed record AccessTokenList(IReadOnlyList<AccessTokenView> Tokens);

/// <summary>Roles as configuration, documents and people name them.</summary>
public static class RoleNames
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = ["viewer", "auditor", "tenant-admin", "admin"];

    /// <summary>The role of a name; null when it is none.</summary>
    public static Role? Parse(string? name) =>
        name?.ToLowerInvariant() switch
        {
            "viewer" => Role.Viewer,
            "auditor" => Role.Auditor,
            "tenant-admin" => Role.TenantAdmin,
            "admin" => Role.Admin,
            _ => null,
        };

    /// <summary>Why a role and a tenant do not go together; null when they do.</summary>
    public static string? Misfit(Role role, bool isBound) =>
        role == Role.TenantAdmin && !isBound ? "a tenant-admin needs a tenant"
        : role == Role.Admin && isBound ? "an admin is bound to no tenant; say tenant-admin"
        : null;
}
