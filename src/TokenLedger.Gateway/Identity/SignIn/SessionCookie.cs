namespace TokenLedger.Gateway.Identity.SignIn;

/// <summary>The cookie of a browser that has signed in. No script can read it, and no other site can send it.</summary>
internal static class SessionCookie
{
    private const string Plain = "tokenledger-session";

    // A browser takes this name only with Secure, without a domain and for the whole site.
    private const string Secured = "__Host-tokenledger-session";

    /// <summary>The secret; null when there is none.</summary>
    public static string? Read(HttpRequest request) =>
        request.Cookies[IsSecure(request) ? Secured : Plain] is { Length: > 0 and < 200 } secret ? secret : null;

    /// <summary>Gives it to the browser.</summary>
    public static void Write(HttpContext http, string secret) =>
        http.Response.Cookies.Append(IsSecure(http.Request) ? Secured : Plain, secret, Options(http.Request));

    /// <summary>Takes it away.</summary>
    public static void Delete(HttpContext http) =>
        http.Response.Cookies.Delete(IsSecure(http.Request) ? Secured : Plain, Options(http.Request));

    private static CookieOptions Options(HttpRequest request) =>
        new()
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = IsSecure(request),
            Path = "/",
        };

    /// <summary>A proxy in front may speak TLS; who claims that falsely only keeps his own cookie from himself.</summary>
    private static bool IsSecure(HttpRequest request) =>
        request.IsHttps || request.Headers["X-Forwarded-Proto"].ToString() is "https";
}
