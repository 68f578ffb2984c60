using System.Collections.Frozen;
using System.Net.Http.Headers;
using Microsoft.Extensions.Primitives;
using TokenLedger.Gateway.Attribution;

namespace TokenLedger.Gateway.Relay;

/// <summary>
/// Which header fields cross the gateway. All of them, except those that belong to one connection (RFC 9110, 7.6.1) and
/// our own.
/// </summary>
internal static class HeaderRules
{
    private static readonly FrozenSet<string> s_hopByHop = new[]
    {
        "Connection",
        "Proxy-Connection",
        "Keep-Alive",
        "Transfer-Encoding",
        "TE",
        "Trailer",
        "Upgrade",
        "Proxy-Authorization",
        "Proxy-Authenticate",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Copies a caller's header to the upstream request, its body's header fields to the content.</summary>
    /// <remarks>
    /// Fields that Connection names are left out. What a signature of the caller covers crosses unchanged, also ours.
    /// </remarks>
    /// <param name="from">The caller's headers.</param>
    /// <param name="to">The request to send.</param>
    /// <param name="identityOnly">Whether the answer must come unencoded.</param>
    /// <param name="signed">The names of headers that a signature covers.</param>
    public static void CopyRequest(
        IHeaderDictionary from,
        HttpRequestMessage to,
        bool identityOnly,
        IReadOnlySet<string> signed
    )
    {
        StringValues connection = from.Connection;
        foreach (KeyValuePair<string, StringValues> header in from)
        {
            string name = header.Key;
            bool asItIs = signed.Count > 0 && signed.Contains(name);
            if (!CrossesUpstream(name, asItIs) || IsNamedBy(connection, name))
            {
                continue;
            }

            if (name.Equals("Accept-Encoding", StringComparison.OrdinalIgnoreCase) && !asItIs)
            {
                AddAcceptEncoding(to.Headers, header.Value, identityOnly);
                continue;
            }

            if (!Add(to.Headers, name, header.Value) && to.Content is not null)
            {
                Add(to.Content.Headers, name, header.Value);
            }
        }
    }

    private static bool CrossesUpstream(string name, bool asItIs) =>
        name[0] != ':'
        && !name.Equals("Host", StringComparison.OrdinalIgnoreCase)
        && !name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)
        && !name.Equals("Expect", StringComparison.OrdinalIgnoreCase)
        && !s_hopByHop.Contains(name)
        && (asItIs || !OwnHeaders.IsOurs(name));

    /// <summary>
    /// The caller's encodings that the meter can read too; what remains of none is "identity". An answer whose stream
    /// has to be cut must come unencoded.
    /// </summary>
    private static void AddAcceptEncoding(HttpRequestHeaders headers, StringValues offered, bool identityOnly)
    {
        List<string> readable = [];
        if (!identityOnly)
        {
            foreach (string part in offered.ToString().Split(',', StringSplitOptions.TrimEntries))
            {
                int semicolon = part.IndexOf(';', StringComparison.Ordinal);
                string coding = semicolon < 0 ? part : part[..semicolon].TrimEnd();
                if (coding is "gzip" or "br" or "deflate" or "identity")
                {
                    readable.Add(part);
                }
            }
        }

        headers.TryAddWithoutValidation(
            "Accept-Encoding",
            readable.Count == 0 ? "identity" : string.Join(", ", readable)
        );
    }

    private static bool Add(HttpHeaders headers, string name, StringValues values) =>
        values.Count == 1
            ? headers.TryAddWithoutValidation(name, values[0])
            : headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);

    /// <summary>Copies the upstream's answer headers to the caller, its length included when the body is unchanged.</summary>
    public static void CopyResponse(HttpResponseMessage from, IHeaderDictionary to, bool keepLength)
    {
        bool hasConnection = from.Headers.NonValidated.TryGetValues("Connection", out HeaderStringValues connection);
        string named = hasConnection ? connection.ToString() : "";
        Copy(from.Headers.NonValidated, to, named, keepLength);
        Copy(from.Content.Headers.NonValidated, to, named, keepLength);
    }

    private static void Copy(HttpHeadersNonValidated from, IHeaderDictionary to, string connection, bool keepLength)
    {
        foreach (KeyValuePair<string, HeaderStringValues> header in from)
        {
            string name = header.Key;
            bool crosses =
                !s_hopByHop.Contains(name)
                && (keepLength || !name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
                && !(connection.Length > 0 && IsNamedBy(connection, name))
                && !OwnHeaders.IsOurs(name);
            if (crosses)
            {
                to[name] = header.Value.Count == 1 ? header.Value.ToString() : header.Value.ToArray();
            }
        }
    }

    /// <summary>Whether a Connection header declares a field hop-by-hop.</summary>
    private static bool IsNamedBy(StringValues connection, string name)
    {
        foreach (string? value in connection)
        {
            foreach (Range token in value.AsSpan().Split(','))
            {
                if (value.AsSpan()[token].Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
