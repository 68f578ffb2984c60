using System.Text;
using Microsoft.Extensions.Primitives;
using TokenLedger.Gateway.Attribution;

namespace TokenLedger.Gateway.Identity.Keys;

/// <summary>
/// Finds a virtual key wherever a caller may put a credential. It looks at all places, not at the first that is filled: a
/// virtual key beside a provider's key must not travel on.
/// </summary>
internal static class PresentedKey
{
    private const string Bearer = "Bearer ";
    private const string Basic = "Basic ";

    /// <summary>The virtual key of a request; null when it has none.</summary>
    /// <param name="headers">The request's headers.</param>
    /// <param name="query">Its query, with its "?"; empty when there is none.</param>
    public static string? In(IHeaderDictionary headers, string query) =>
        InAuthorization(headers.Authorization)
        ?? InHeader(headers["x-api-key"])
        ?? InHeader(headers["api-key"])
        ?? InHeader(headers["x-goog-api-key"])
        ?? (query.Length == 0 ? null : InQuery(query));

    /// <summary>Takes the key out of the request in every place, so that nothing behind can forward or note it.</summary>
    /// <returns>The query without it.</returns>
    public static string Remove(IHeaderDictionary headers, string key, string query)
    {
        foreach (string name in CallerCredential.Headers)
        {
            headers.Remove(name);
        }

        string[] holding = [.. headers.Where(header => Holds(header.Value, key)).Select(header => header.Key)];
        foreach (string name in holding)
        {
            headers.Remove(name);
        }

        string rest = CallerCredential.WithoutCredential(query);
        return rest.Contains(key, StringComparison.Ordinal) ? "" : rest;
    }

    private static bool Holds(StringValues values, string key)
    {
        foreach (string? value in values)
        {
            if (value?.Contains(key, StringComparison.Ordinal) == true)
            {
                return true;
            }
        }

        return false;
    }

    private static string? InAuthorization(StringValues values)
    {
        foreach (string? value in values)
        {
            ReadOnlySpan<char> text = value;
            ReadOnlySpan<char> credential = text.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
                ? text[Bearer.Length..].Trim()
                : text.Trim();
            if (KeyText.IsOurs(credential))
            {
                return credential.ToString();
            }

            if (text.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) && InBasic(text[Basic.Length..]) is { } key)
            {
                return key;
            }
        }

        return null;
    }

    /// <summary>Name and password in base64 (RFC 7617): tools that know no other way put the key in one of them.</summary>
    private static string? InBasic(ReadOnlySpan<char> text)
    {
        byte[] bytes = new byte[text.Length];
        return Convert.TryFromBase64Chars(text.Trim(), bytes, out int length)
            ? Array.Find(Encoding.UTF8.GetString(bytes, 0, length).Split(':'), static part => KeyText.IsOurs(part))
            : null;
    }

    private static string? InHeader(StringValues values)
    {
        foreach (string? value in values)
        {
            ReadOnlySpan<char> text = value.AsSpan().Trim();
            if (KeyText.IsOurs(text))
            {
                return text.ToString();
            }
        }

        return null;
    }

    private static string? InQuery(ReadOnlySpan<char> query)
    {
        foreach (Range range in query.TrimStart('?').Split('&'))
        {
            ReadOnlySpan<char> pair = query.TrimStart('?')[range];
            int equals = pair.IndexOf('=');
            if (equals < 0)
            {
                continue;
            }

            ReadOnlySpan<char> name = pair[..equals];
            string value = Uri.UnescapeDataString(pair[(equals + 1)..]);
            bool named = name is "key" or "access_token" || Uri.UnescapeDataString(name) is "key" or "access_token";
            if (KeyText.IsOurs(value) && (named || KeyText.IsWhole(value)))
            {
                return value;
            }
        }

        return null;
    }
}
