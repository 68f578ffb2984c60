using Microsoft.Extensions.Primitives;
using TokenLedger.Gateway.Upstreams.Signing;

namespace TokenLedger.Gateway.Attribution;

/// <summary>Finds the credential a caller sends. It is only ever fingerprinted and forwarded.</summary>
public static class CallerCredential
{
    /// <summary>
    /// The credential: of "Authorization" without its "Bearer " (of an AWS signature the access key's id, which alone
    /// stays the same), else of "x-api-key", "api-key", "x-goog-api-key", else of the query's "key" or "access_token";
    /// empty when the caller sends none.
    /// </summary>
    /// <param name="headers">The request's headers.</param>
    /// <param name="query">The request's query, with its "?"; empty when there is none.</param>
    public static ReadOnlySpan<char> Of(IHeaderDictionary headers, string query)
    {
        ArgumentNullException.ThrowIfNull(headers);
        if (First(headers.Authorization) is { Length: > 0 } authorization)
        {
            const string Bearer = "Bearer ";
            return CallerSignature.Is(authorization) ? CallerSignature.KeyIn(authorization)
                : authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
                    ? authorization.AsSpan(Bearer.Length).Trim()
                : authorization.AsSpan().Trim();
        }

        string? header = First(headers["x-api-key"]) ?? First(headers["api-key"]) ?? First(headers["x-goog-api-key"]);
        return header is null ? InQuery(query) : header;
    }

    /// <summary>The headers in which callers send their credentials.</summary>
    public static IReadOnlyList<string> Headers { get; } = ["Authorization", "x-api-key", "api-key", "x-goog-api-key"];

    /// <summary>Takes every credential out of a request that is about to be sent, so that another can take its place.</summary>
    public static void RemoveFrom(HttpRequestMessage request)
    {
        ArgumentNullException.ThrowIfNull(request);
        foreach (string name in Headers)
        {
            request.Headers.Remove(name);
        }
    }

    /// <summary>A query without the parameters that carry credentials.</summary>
    /// <param name="query">The query with its "?"; empty when there is none.</param>
    public static string WithoutCredential(string query)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Length == 0)
        {
            return query;
        }

        string[] parts = query.TrimStart('?').Split('&');
        string[] kept = [.. parts.Where(static part => !s_parameters.Any(name => IsNamed(part, name)))];
        return kept.Length == parts.Length ? query
            : kept.Length == 0 ? ""
            : "?" + string.Join('&', kept);
    }

    private static readonly string[] s_parameters = ["key", "access_token"];

    /// <summary>Names are compared as a provider reads them: unescaped. "%6Bey" is "key" to it.</summary>
    private static bool IsNamed(string part, string name)
    {
        int equals = part.IndexOf('=', StringComparison.Ordinal);
        string said = equals < 0 ? part : part[..equals];
        return said == name || (said.Contains('%', StringComparison.Ordinal) && Uri.UnescapeDataString(said) == name);
    }

    private static string? First(StringValues values) => values.Count == 0 ? null : values[0];

    /// <summary>Google takes keys and tokens as parameters too. The same key is the same caller, wherever it stands.</summary>
    private static ReadOnlySpan<char> InQuery(ReadOnlySpan<char> query)
    {
        query = query.TrimStart('?');
        foreach (Range part in query.Split('&'))
        {
            ReadOnlySpan<char> pair = query[part];
            foreach (string name in (ReadOnlySpan<string>)["key=", "access_token="])
            {
                if (pair.StartsWith(name, StringComparison.Ordinal) && pair.Length > name.Length)
                {
                    return Uri.UnescapeDataString(pair[name.Length..]);
                }
            }
        }

        return default;
    }
}
