using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Dashboard.Pages;

/// <summary>The page at <c>/</c>: today's figures, the newest calls, and how to point an agent here.</summary>
public static class HomePage
{
    private const int CallsShown = 20;

    private static readonly string _policy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(HomeText.Style)))}'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Maps the page. It carries <see cref="ManagementRoute"/>.</summary>
    /// <param name="routes">The host's routes.</param>
    /// <param name="side">What it reads.</param>
    public static void MapHomePage(this IEndpointRouteBuilder routes, ReadSide side) =>
        routes
            .MapGet(
                "/",
                async (HttpRequest request, HttpResponse response, CancellationToken cancellation) =>
                {
                    string html = await RenderAsync(side, AddressOf(request), cancellation).ConfigureAwait(false);
                    response.Headers.ContentSecurityPolicy = _policy;
                    response.Headers.CacheControl = "no-store";
                    response.Headers.XContentTypeOptions = "nosniff";
                    response.Headers["Referrer-Policy"] = "no-referrer";
                    return TypedResults.Content(html, "text/html; charset=utf-8");
                }
            )
            .WithMetadata(ManagementRoute.Instance)
            .ExcludeFromDescription();

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

    private static async Task<string> RenderAsync(ReadSide side, string address, CancellationToken cancellation)
    {
        using Views? views = await side.OpenViewsAsync(cancellation).ConfigureAwait(false);
        HomeText text = new();
        if (views is null)
        {
            return text.Finish(side.Problem ?? "The views are being built from the ledger. Look again in a moment.");
        }

        DateTimeOffset now = side.Time.GetUtcNow();
        CostQuery today = new() { Window = new(new(now.UtcDateTime.Date, TimeSpan.Zero), null) };
        CostReport report = views.Costs(today);
        IReadOnlyList<RecentCall> calls = views.Recent(CallsShown);
        text.Figures(report, side.Stamp);
        if (calls.Count == 0)
        {
            text.PointHere(address);
        }
        else
        {
            text.Calls(calls);
        }

        return text.Finish(side.Problem);
    }
}
