namespace TokenLedger.Gateway.Identity.Keys;

/// <summary>What a key may do, made ready for judging calls.</summary>
internal sealed class KeyTerms
{
    /// <summary>Reads a document.</summary>
    /// <param name="id">The key's id.</param>
    /// <param name="document">The document.</param>
    public KeyTerms(string id, KeyDocument document)
    {
        Document = document;
        Allowed = new(document.Models, document.Providers, document.Routes);
        Bound = new BoundAttribution
        {
            Key = id,
            Tenant = document.Tenant,
            User = document.Owner,
            Fixed = document.Fixed,
            Defaults = document.Defaults,
        };
        Secrets = new KnownSecrets(document.Secrets);
    }

    /// <summary>The document it was made of.</summary>
    public KeyDocument Document { get; }

    /// <summary>The calls it may make.</summary>
    public AllowedCalls Allowed { get; }

    /// <summary>What it proves of its calls.</summary>
    public BoundAttribution Bound { get; }

    /// <summary>The secrets it is recognised by.</summary>
    public KnownSecrets Secrets { get; }

    /// <summary>Whether it was revoked.</summary>
    public bool IsRevoked => Document.RevokedAt is not null;

    /// <summary>Whether it has expired.</summary>
    public bool IsExpired(DateTimeOffset now) => Document.ExpiresAt <= now;
}
