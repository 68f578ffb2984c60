namespace TokenLedger.Configuration.Values;

/// <summary>The base address of an upstream: absolute, http or https, perhaps with a path, nothing else.</summary>
public static class UpstreamUrl
{
    /// <summary>Reads a <see cref="Uri"/> without a trailing slash in its path.</summary>
    public static Parsed Parse(string text)
    {
        if (
            !Uri.TryCreate(text, UriKind.Absolute, out Uri? url)
            || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps)
        )
        {
            return Parsed.Bad("must be an absolute http:// or https:// URL");
        }

        if (url.UserInfo.Length > 0)
        {
            return Parsed.Bad("must not hold a user name or password; callers send their own key");
        }

        return url.Query.Length > 0 || url.Fragment.Length > 0 || text.Contains('?') || text.Contains('#')
            ? Parsed.Bad("must not have a query or a fragment; only a host and perhaps a path")
            : Parsed.Good(new Uri(text.TrimEnd('/')));
    }
}
