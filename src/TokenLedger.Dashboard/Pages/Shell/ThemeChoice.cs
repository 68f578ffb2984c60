using Microsoft.AspNetCore.Http;

namespace TokenLedger.Dashboard.Pages.Shell;

/// <summary>
/// Light, dark, or as the system is. Chosen by a link of the page itself (?theme=dark), kept in a cookie that says
/// nothing else, so that it works without a script and no page flashes in the wrong colours.
/// </summary>
internal static class ThemeChoice
{
    private const string Name = "theme";
    private const string Cookie = "tokenledger-theme";
    private static readonly TimeSpan _kept = TimeSpan.FromDays(365);

    /// <summary>The choices, in the order shown.</summary>
    public static IReadOnlyList<string> All { get; } = ["auto", "light", "dark"];

    /// <summary>What was chosen; null for the system's.</summary>
    public static string? Of(HttpRequest request) =>
        request.Cookies[Cookie] is "light" or "dark" ? request.Cookies[Cookie] : null;

    /// <summary>Takes a choice from the address, and sends the browser to the address without it.</summary>
    /// <returns>False when there is none.</returns>
    public static bool Take(HttpContext http)
    {
        if (http.Request.Query[Name] is not [.., { } choice])
        {
            return false;
        }

        CookieOptions options = new()
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = http.Request.IsHttps,
            MaxAge = choice is "light" or "dark" ? _kept : TimeSpan.Zero,
            Path = "/",
        };
        http.Response.Cookies.Append(Cookie, choice is "light" or "dark" ? choice : "", options);
        http.Response.StatusCode = StatusCodes.Status303SeeOther;
        http.Response.Headers.Location = PageLink.Of(http.Request).Without(Name).ToString();
        return true;
    }
}
