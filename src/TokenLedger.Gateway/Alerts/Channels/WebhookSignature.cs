using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace TokenLedger.Gateway.Alerts.Channels;

/// <summary>
/// Signs a request as Standard Webhooks does: HMAC-SHA256 over id, seconds since 1970 and body, with dots between
/// (https://www.standardwebhooks.com).
/// </summary>
public static class WebhookSignature
{
    /// <summary>What secrets begin with, before their base64.</summary>
    public const string SecretPrefix = "whsec_";

    /// <summary>Least and most bytes of a key.</summary>
    private const int LeastKey = 24;
    private const int MostKey = 64;

    /// <summary>The key in a secret; null when it is none.</summary>
    /// <param name="secret">"whsec_" and the base64 of 24 to 64 bytes; the prefix may be missing.</param>
    public static byte[]? KeyOf(string secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        string base64 = secret.StartsWith(SecretPrefix, StringComparison.Ordinal)
            ? secret[SecretPrefix.Length..]
            : secret;
        byte[] key = new byte[MostKey + 3];
        return Convert.TryFromBase64String(base64, key, out int length) && length is >= LeastKey and <= MostKey
            ? key[..length]
            : null;
    }

    /// <summary>The three headers of a signed request.</summary>
    /// <param name="key">The key.</param>
    /// <param name="id">The message's id, the same at every try.</param>
    /// <param name="at">The instant of the try.</param>
    /// <param name="body">The body.</param>
    public static IEnumerable<KeyValuePair<string, string>> Headers(
        ReadOnlyMemory<byte> key,
        string id,
        DateTimeOffset at,
        ReadOnlyMemory<byte> body
    )
    {
        string timestamp = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body.Span];
        string signature = Convert.ToBase64String(HMACSHA256.HashData(key.Span, signed));
        return
        [
            new("webhook-id", id),
            new("webhook-timestamp", timestamp),
            new("webhook-signature", "v1," + signature),
        ];
    }
}
