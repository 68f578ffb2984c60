using Microsoft.Extensions.Primitives;

namespace TokenLedger.Gateway.Attribution;

/// <summary>Finds the credential a caller sends. It is only ever fingerprinted and forwarded.</summary>
public static class CallerCredential
{
    /// <summary>
    /// The credential: of "Authorization" without its "Bearer ", else of "x-api-key", "api-key", "x-goog-api-key";
    /// empty when the caller sends none.
    /// </summary>
    public static ReadOnlySpan<char> Of(IHeaderDictionary headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        if (First(headers.Authorization) is { Length: > 0 } authorization)
        {
            const string Bearer = "Bearer ";
            return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
                ? authorization.AsSpan(Bearer.Length).Trim()
                : authorization.AsSpan().Trim();
        }

        return (First(headers["x-api-key"]) ?? First(headers["api-key"]) ?? First(headers["x-goog-api-key"])).AsSpan();
    }

    private static string? First(StringValues values) => values.Count == 0 ? null : values[0];
}
