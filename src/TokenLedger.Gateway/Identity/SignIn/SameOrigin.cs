namespace TokenLedger.Gateway.Identity.SignIn;

/// <summary>Whether a browser sends a request for one of our own pages, as the browser itself says.</summary>
internal static class SameOrigin
{
    /// <summary>
    /// Whether the browser says that the request comes from a page of this origin. Pages cannot write either header. The
    /// scheme is not compared, because a proxy in front may speak TLS.
    /// </summary>
    public static bool IsSaid(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"] is { Count: > 0 } site
            ? site.ToString() is "same-origin"
            : request.Headers.Origin is { Count: > 0 } origin && IsHere(origin.ToString(), request);

    /// <summary>Whether the browser says that it comes from elsewhere. What is no browser says nothing.</summary>
    public static bool IsDenied(HttpRequest request) =>
        (request.Headers["Sec-Fetch-Site"].Count > 0 || request.Headers.Origin.Count > 0) && !IsSaid(request);

    private static bool IsHere(string origin, HttpRequest request) =>
        Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri)
        && string.Equals(uri.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);
}
