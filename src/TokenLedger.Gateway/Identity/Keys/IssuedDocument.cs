namespace TokenLedger.Gateway.Identity.Keys;

/// <summary>
/// What virtual keys and access tokens have in common as the ledger has them: keyed hashes by which their secrets are
/// recognised, and how long they are valid. The secrets themselves are in no document.
/// </summary>
public abstract record IssuedDocument
{
    /// <summary>What it is called by people.</summary>
    public string? Name { get; init; }

    /// <summary>The only tenant it is for; null binds it to none.</summary>
    public string? Tenant { get; init; }

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

    /// <summary>"active", "expired" or "revoked".</summary>
    internal string StatusAt(DateTimeOffset now) =>
        RevokedAt is not null ? "revoked"
        : ExpiresAt <= now ? "expired"
        : "active";

    /// <summary>First instant at which the secret before the current one is not valid any more; null for none.</summary>
    internal DateTimeOffset? PreviousSecretUntil(DateTimeOffset now) =>
        Secrets.Skip(1).FirstOrDefault(secret => secret.Until > now)?.Until;
}

/// <summary>How a secret of a key or token is recognised.</summary>
/// <param name="Hash">HMAC-SHA-256 of the secret under the data folder's key, base64url.</param>
/// <param name="Until">First instant at which it is not valid any more, UTC; null while it is the current one.</param>
public sealed record KeySecret(string Hash, DateTimeOffset? Until = null);
