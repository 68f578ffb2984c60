using System.Buffers.Text;
using System.Security.Cryptography;

namespace TokenLedger.Gateway.Identity.Keys;

/// <summary>What a key may do, made ready for judging calls.</summary>
internal sealed class KeyTerms
{
    private readonly (byte[] Hash, DateTimeOffset? Until)[] _secrets;

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
        _secrets = [.. document.Secrets.Select(secret => (Decode(secret.Hash), secret.Until))];
    }

    /// <summary>The document it was made of.</summary>
    public KeyDocument Document { get; }

    /// <summary>The calls it may make.</summary>
    public AllowedCalls Allowed { get; }

    /// <summary>What it proves of its calls.</summary>
    public BoundAttribution Bound { get; }

    /// <summary>Whether it was revoked.</summary>
    public bool IsRevoked => Document.RevokedAt is not null;

    /// <summary>Whether it has expired.</summary>
    public bool IsExpired(DateTimeOffset now) => Document.ExpiresAt <= now;

    /// <summary>Whether a secret's hash is one of this key's now. Takes the same time whichever it is.</summary>
    public bool Knows(ReadOnlySpan<byte> hash, DateTimeOffset now)
    {
        bool known = false;
        foreach ((byte[] own, DateTimeOffset? until) in _secrets)
        {
            known |= CryptographicOperations.FixedTimeEquals(own, hash) & (until is null || until > now);
        }

        return known;
    }

    /// <summary>A hash that cannot be read matches nothing.</summary>
    private static byte[] Decode(string text) => Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : [];
}
