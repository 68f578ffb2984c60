using System.Buffers.Text;
using System.Security.Cryptography;
using TokenLedger.Gateway.Attribution;

namespace TokenLedger.Gateway.Identity.Keys;

/// <summary>How issued secrets are recognised: by their HMAC-SHA-256 under the data folder's key.</summary>
/// <param name="key">That key.</param>
/// <param name="text">How they are written.</param>
/// <param name="purpose">What they are for: the same secret for another purpose has another hash.</param>
internal sealed class SecretHashes(FingerprintKey key, KeyText text, string purpose)
{
    /// <summary>How they are written.</summary>
    public KeyText Text { get; } = text;

    /// <summary>The hash of a secret, as documents have it.</summary>
    public string Of(string id, string secret)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Of(id, secret, hash);
        return Base64Url.EncodeToString(hash);
    }

    /// <summary>The hash of a secret; takes 32 bytes.</summary>
    public void Of(ReadOnlySpan<char> id, ReadOnlySpan<char> secret, Span<byte> hash) =>
        key.OfSecret(purpose, id, secret, hash);

    /// <summary>The id that a repeated request to issue one gives again.</summary>
    public string IdFor(string actor, string idempotencyKey)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        key.OfSecret(purpose + "-request", actor, idempotencyKey, hash);
        return Text.IdFrom(hash);
    }
}

/// <summary>The secrets that one key or token is recognised by now.</summary>
/// <param name="secrets">As its document has them.</param>
internal sealed class KnownSecrets(IReadOnlyList<KeySecret> secrets)
{
    private readonly (byte[] Hash, DateTimeOffset? Until)[] _secrets =
    [
        .. secrets.Select(secret => (Decode(secret.Hash), secret.Until)),
    ];

    /// <summary>What a secret is compared with when there is no such key, so that this costs the same.</summary>
    public static KnownSecrets OfNobody { get; } =
        new([new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes)))]);

    /// <summary>Whether a secret's hash is one of them. Takes the same time whichever it is.</summary>
    public bool Have(ReadOnlySpan<byte> hash, DateTimeOffset now)
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
