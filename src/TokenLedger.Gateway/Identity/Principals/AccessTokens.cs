using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using TokenLedger.Gateway.Attribution;
using TokenLedger.Gateway.Hosting;
using TokenLedger.Gateway.Identity.Keys;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Gateway.Identity.Principals;

/// <summary>
/// The tokens of the management API that were issued at run time, in memory, by id. It follows the control book: what is
/// revoked there opens nothing from that instant on.
/// </summary>
internal sealed class AccessTokens
{
    private readonly ConcurrentDictionary<string, Known> _tokens = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;

    /// <summary>Reads what the book has, and follows it.</summary>
    public AccessTokens(ControlBook? book, FingerprintKey hashes, TimeProvider time)
    {
        _time = time;
        Hashes = new SecretHashes(hashes, KeyText.AccessToken, "access-token");
        foreach (ControlDocument document in book?.Of(ControlKinds.AccessToken) ?? [])
        {
            Take(document.Id, document.Json);
        }

        book?.Changed += change =>
        {
            if (change.Kind == ControlKinds.AccessToken)
            {
                Take(change.Id, change.Json);
            }
        };
    }

    /// <summary>How their secrets are recognised.</summary>
    public SecretHashes Hashes { get; }

    /// <summary>Whether a text claims to be one of them.</summary>
    public static bool IsMeant(ReadOnlySpan<char> text) => KeyText.AccessToken.IsMeant(text);

    /// <summary>Who bears a token, and until when it is valid (null: for ever); null when it is not a good one.</summary>
    public (Principal Holder, DateTimeOffset? Until)? Recognise(ReadOnlySpan<char> text)
    {
        if (!Hashes.Text.TryParse(text, out ReadOnlySpan<char> name, out ReadOnlySpan<char> secret))
        {
            return null;
        }

        DateTimeOffset now = _time.GetUtcNow();
        string id = string.Concat(Hashes.Text.IdPrefix, name);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Hashes.Of(id, secret, hash);
        Known? token = _tokens.GetValueOrDefault(id);
        bool known = (token?.Secrets ?? KnownSecrets.OfNobody).Have(hash, now);
        if (!(known & token is not null) || !token!.IsGoodAt(now))
        {
            return null;
        }

        token.LastUsed = now;
        return (token.Holder, token.Document.ExpiresAt);
    }

    /// <summary>Whether somebody who showed a token before may still come in; anyone who bears no token of these may.</summary>
    public bool StillHolds(Principal principal) =>
        !principal.Name.StartsWith(Known.NamePrefix + Hashes.Text.IdPrefix, StringComparison.Ordinal)
        || (
            _tokens.TryGetValue(principal.Name[Known.NamePrefix.Length..], out Known? token)
            && token.IsGoodAt(_time.GetUtcNow())
            && token.Holder == principal
        );

    /// <summary>Whether any token is bound to a tenant.</summary>
    public bool AnyOf(string tenant) => _tokens.Values.Any(token => token.Document.Tenant == tenant);

    /// <summary>When a token was last used; null when it was not since the start of the gateway.</summary>
    public DateTimeOffset? LastUsed(string id) => _tokens.GetValueOrDefault(id)?.LastUsed;

    private void Take(string id, string? json)
    {
        AccessTokenDocument? document = json is null
            ? null
            : JsonSerializer.Deserialize(json, IdentityJson.Default.AccessTokenDocument);
        if (document is null || RoleNames.Parse(document.Role) is not { } role)
        {
            _tokens.TryRemove(id, out _); // removed, or of a newer program: it opens nothing
            return;
        }

        _tokens[id] = new Known(id, role, document) { LastUsed = LastUsed(id) };
    }

    private sealed class Known(string id, Role role, AccessTokenDocument document)
    {
        public const string NamePrefix = "token:";

        public AccessTokenDocument Document { get; } = document;

        public KnownSecrets Secrets { get; } = new(document.Secrets);

        public Principal Holder { get; } = new(NamePrefix + id, role, document.Tenant);

        public DateTimeOffset? LastUsed { get; set; }

        public bool IsGoodAt(DateTimeOffset now) => Document.RevokedAt is null && !(Document.ExpiresAt <= now);
    }
}
