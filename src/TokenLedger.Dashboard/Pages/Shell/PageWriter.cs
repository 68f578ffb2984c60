using System.Net;
using Microsoft.AspNetCore.Http;

namespace TokenLedger.Dashboard.Pages.Shell;

/// <summary>Draws pages and sends them.</summary>
internal static class PageWriter
{
    /// <summary>
    /// Everything a page may load comes from here; nothing stands inline, so nothing a caller sent can run or restyle it.
    /// </summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'";

    /// <summary>The question of a request.</summary>
    public static PageRequest Ask(HttpContext http, DashboardPage page, DashboardParts parts, PageReader reader) =>
        new()
        {
            Page = page,
            Side = parts.Side,
            Gateway = parts.Gateway,
            Reader = reader,
            Here = PageLink.Of(http.Request),
            Address = AddressOf(http.Request),
            Parts = http.Request.RouteValues.ToDictionary(part => part.Key, part => part.Value?.ToString() ?? ""),
            Theme = ThemeChoice.Of(http.Request),
            Now = parts.Side.Time.GetUtcNow(),
        };

    /// <summary>Draws a page within the shell.</summary>
    public static async Task WriteAsync(HttpContext http, PageRequest request, PageAnswer answer)
    {
        Dictionary<string, object?> parameters = new() { ["Page"] = request, ["Answer"] = answer };
        string html = await PageRenderer.RenderAsync<Shell>(parameters).ConfigureAwait(false);
        if (answer.LooksAgain)
        {
            http.Response.Headers["Refresh"] = "3";
        }

        await WriteAsync(http, answer.Status, html).ConfigureAwait(false);
    }

    /// <summary>Sends HTML with everything that keeps it safe.</summary>
    public static Task WriteAsync(HttpContext http, int status, string html)
    {
        HttpResponse response = http.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "same-origin";
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        return response.WriteAsync(html, http.RequestAborted);
    }

    /// <summary>
    /// Where the caller reached the gateway. What it was told to listen on may be any port, or every interface, or stand
    /// behind a proxy.
    /// </summary>
    private static string AddressOf(HttpRequest request)
    {
        ConnectionInfo here = request.HttpContext.Connection;
        string host = request.Host.HasValue
            ? request.Host.Value
            : new IPEndPoint(here.LocalIpAddress ?? IPAddress.Loopback, here.LocalPort).ToString();
        return $"{request.Scheme}://{host}";
    }
}
