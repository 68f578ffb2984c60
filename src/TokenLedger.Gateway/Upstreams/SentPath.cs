using Microsoft.AspNetCore.Http.Features;

namespace TokenLedger.Gateway.Upstreams;

/// <summary>The path of a request as its first line has it, before the server took the escapes out.</summary>
internal static class SentPath
{
    /// <summary>
    /// A matched path in the caller's own spelling: its escapes may be covered by a signature, and a slash that is part of
    /// a name must stay escaped. Where the line says anything else (dots that led elsewhere), the matched path stands.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="below">Its path below a prefix, as it was matched.</param>
    public static string Spelling(HttpRequest request, string below)
    {
        ReadOnlySpan<char> line = Of(request);
        int prefix = request.Path.Value!.Length - below.Length; // no prefix has escapes
        if (!line.Contains('%') || line.Length <= prefix)
        {
            return below;
        }

        string spelled = line[prefix..].ToString();
        return Uri.UnescapeDataString(spelled) == Uri.UnescapeDataString(below) ? spelled : below;
    }

    /// <summary>The path as the request's line has it. A proxy's client sends it with scheme and host in front.</summary>
    public static ReadOnlySpan<char> Of(HttpRequest request)
    {
        ReadOnlySpan<char> target = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        int query = target.IndexOf('?');
        target = query < 0 ? target : target[..query];
        int scheme = target.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
        {
            return target;
        }

        ReadOnlySpan<char> rest = target[(scheme + 3)..];
        int slash = rest.IndexOf('/');
        return slash < 0 ? "/" : rest[slash..];
    }
}
