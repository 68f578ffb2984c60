using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TokenLedger.Dashboard.Assets;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Dashboard.Pages.Shell;

/// <summary>The routes of the pages and of what they are made of.</summary>
public static class DashboardRoutes
{
    /// <summary>
    /// Everything a page may load comes from here; nothing stands inline, so nothing a caller sent can run or restyle it.
    /// </summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'";

    /// <summary>Maps all pages. Each carries <see cref="ManagementRoute"/>; what they are made of is public.</summary>
    public static void MapDashboard(this IEndpointRouteBuilder routes, DashboardParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        foreach (DashboardPage page in AllPages.List)
        {
            object[] marks = page.KeepsToTenant
                ? [ManagementRoute.Instance, TenantScoped.Instance]
                : [ManagementRoute.Instance];
            routes
                .MapGet(page.Path, http => AnswerAsync(http, page, parts))
                .WithMetadata(marks)
                .ExcludeFromDescription();
        }
    }

    /// <summary>Writes a page that says one thing, such as a refusal.</summary>
    public static Task WriteNoticeAsync(HttpContext http, DashboardParts parts, PageReader reader, PageAnswer notice)
    {
        ArgumentNullException.ThrowIfNull(notice);
        ArgumentNullException.ThrowIfNull(parts);
        DashboardPage page = new("", notice.Title ?? "", static (_, _) => throw new InvalidOperationException());
        return WriteAsync(http, Ask(http, page, parts, reader), notice);
    }

    private static async Task AnswerAsync(HttpContext http, DashboardPage page, DashboardParts parts)
    {
        if (ThemeChoice.Take(http))
        {
            return;
        }

        PageRequest request = Ask(http, page, parts, parts.ReaderOf(http));
        PageAnswer answer;
        try
        {
            if (page.Filters != FilterBarParts.None)
            {
                request = request with
                {
                    Tenants = await TenantChoice.ReadAsync(request, http.RequestAborted).ConfigureAwait(false),
                };
            }

            answer = page.IsFor(request.Reader)
                ? await page.Read(request, http.RequestAborted).ConfigureAwait(false)
                : PageAnswer.Forbidden("This page is for auditors and administrators.");
            await WriteAsync(http, request, answer).ConfigureAwait(false);
        }
        catch (Exception fault) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            ILoggerFactory? loggers = http.RequestServices.GetService<ILoggerFactory>();
            loggers?.CreateLogger(typeof(DashboardRoutes)).LogError(fault, "The page {Path} met a fault", page.Path);
            await WriteAsync(http, request, PageAnswer.Fault).ConfigureAwait(false);
        }
    }

    private static PageRequest Ask(HttpContext http, DashboardPage page, DashboardParts parts, PageReader reader) =>
        new()
        {
            Page = page,
            Side = parts.Side,
            Reader = reader,
            Here = PageLink.Of(http.Request),
            Address = AddressOf(http.Request),
            Parts = http.Request.RouteValues.ToDictionary(part => part.Key, part => part.Value?.ToString() ?? ""),
            Theme = ThemeChoice.Of(http.Request),
            Now = parts.Side.Time.GetUtcNow(),
        };

    private static async Task WriteAsync(HttpContext http, PageRequest request, PageAnswer answer)
    {
        Dictionary<string, object?> parameters = new() { ["Page"] = request, ["Answer"] = answer };
        string html = await PageRenderer.RenderAsync<Shell>(parameters).ConfigureAwait(false);
        HttpResponse response = http.Response;
        response.StatusCode = answer.Status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (answer.LooksAgain)
        {
            response.Headers["Refresh"] = "3";
        }

        await response.WriteAsync(html, http.RequestAborted).ConfigureAwait(false);
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
