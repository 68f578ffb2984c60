using System.Text.Json;
using TokenLedger.Gateway.Administration.Budgets;

namespace TokenLedger.Gateway.Identity.Keys;

/// <summary>What is asked for when a key is issued, or its terms are changed.</summary>
public sealed record KeyRequest
{
    /// <summary>What people shall call it, at most 256 characters.</summary>
    public string? Name { get; init; }

    /// <summary>The tenant all its calls belong to.</summary>
    public string? Tenant { get; init; }

    /// <summary>The user all its calls belong to.</summary>
    public string? Owner { get; init; }

    /// <summary>Patterns of models it may use; absent for all.</summary>
    public IReadOnlyList<string>? Models { get; init; }

    /// <summary>Patterns of providers or upstreams it may use; absent for all.</summary>
    public IReadOnlyList<string>? Providers { get; init; }

    /// <summary>Patterns of routes it may use ("openai.chat", "/v1/embeddings"); absent for all.</summary>
    public IReadOnlyList<string>? Routes { get; init; }

    /// <summary>What its calls are for when the caller does not say.</summary>
    public KeyAttribution? Defaults { get; init; }

    /// <summary>What its calls are for, whatever the caller says.</summary>
    public KeyAttribution? Fixed { get; init; }

    /// <summary>
    /// Budgets of its calls, in the form of budgets; their names are within the key ("daily" becomes "vk_….daily").
    /// </summary>
    public IReadOnlyList<JsonElement>? Budgets { get; init; }

    /// <summary>First instant at which it is not valid any more.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>A key with these terms; its secrets, and a revocation, stay.</summary>
    internal KeyDocument ApplyTo(KeyDocument document) =>
        document with
        {
            Name = Name,
            Tenant = Tenant,
            Owner = Owner,
            Models = Models ?? [],
            Providers = Providers ?? [],
            Routes = Routes ?? [],
            Defaults = Defaults,
            Fixed = Fixed,
            Budgets = Budgets ?? [],
            ExpiresAt = ExpiresAt?.ToUniversalTime(),
        };
}

/// <summary>How a key's secret is replaced.</summary>
public sealed record RotationRequest
{
    /// <summary>For how many seconds the old secret stays valid, 0 to 2,592,000 (30 days). Default 86,400 (a day).</summary>
    public long OverlapSeconds { get; set; } = 86_400; // set, not init: an absent member must leave the default
}

/// <summary>A key as the API shows it: never with a secret or its hash, but for the one answer that issues it.</summary>
public sealed record KeyView
{
    /// <summary>Its id, also the key of its calls ("vk_…").</summary>
    public required string Id { get; init; }

    /// <summary>What people call it.</summary>
    public string? Name { get; init; }

    /// <summary>"active", "expired" or "revoked".</summary>
    public required string Status { get; init; }

    /// <summary>The tenant all its calls belong to.</summary>
    public string? Tenant { get; init; }

    /// <summary>The user all its calls belong to.</summary>
    public string? Owner { get; init; }

    /// <summary>Patterns of models it may use; empty for all.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>Patterns of providers or upstreams it may use; empty for all.</summary>
    public required IReadOnlyList<string> Providers { get; init; }

    /// <summary>Patterns of routes it may use; empty for all.</summary>
    public required IReadOnlyList<string> Routes { get; init; }

    /// <summary>What its calls are for when the caller does not say.</summary>
    public KeyAttribution? Defaults { get; init; }

    /// <summary>What its calls are for, whatever the caller says.</summary>
    public KeyAttribution? Fixed { get; init; }

    /// <summary>Its budgets, as GET /api/v1/budgets has them; absent when it has none of its own.</summary>
    public IReadOnlyList<BudgetBody>? Budgets { get; init; }

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

    /// <summary>When it was last used, as far as the gateway remembers; absent when it was not.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>The key itself. Only in the answer that issues or rotates it; it cannot be shown again.</summary>
    public string? Key { get; init; }

    /// <summary>How a key looks now.</summary>
    internal static KeyView Of(string id, KeyDocument document, DateTimeOffset? lastUsed, DateTimeOffset now) =>
        new()
        {
            Id = id,
            Name = document.Name,
            Status = document.StatusAt(now),
            Tenant = document.Tenant,
            Owner = document.Owner,
            Models = document.Models,
            Providers = document.Providers,
            Routes = document.Routes,
            Defaults = document.Defaults,
            Fixed = document.Fixed,
            Budgets =
                document.Budgets.Count == 0 ? null : [.. KeyBudgets.Of(id, document).Budgets.Select(BudgetBody.Of)],
            CreatedAt = document.CreatedAt,
            CreatedBy = document.CreatedBy,
            ExpiresAt = document.ExpiresAt,
            RevokedAt = document.RevokedAt,
            PreviousSecretUntil = document.PreviousSecretUntil(now),
            LastUsedAt = lastUsed,
        };
}

/// <summary>Keys, and how many callers were turned away.</summary>
/// <param name="Keys">The keys, by id.</param>
/// <param name="Refused">Callers turned away since the start of the gateway; absent for those bound to a tenant.</param>
public sealed record KeyList(IReadOnlyList<KeyView> Keys, RefusedCallers? Refused);

/// <summary>Callers turned away for their key, since the start of the gateway.</summary>
/// <param name="Unknown">Unknown keys and wrong secrets.</param>
/// <param name="Expired">Expired keys.</param>
/// <param name="Revoked">Revoked keys.</param>
/// <param name="Missing">Callers without a virtual key where one is required.</param>
public sealed record RefusedCallers(long Unknown, long Expired, long Revoked, long Missing);
