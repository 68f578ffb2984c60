using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TokenLedger.Dashboard.Pages.Live;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Dashboard.Pages.Shell;

/// <summary>The routes of the pages and of what they are made of.</summary>
public static class DashboardRoutes
{
    /// <summary>Maps all pages. Each carries <see cref="ManagementRoute"/>; what they are made of is public.</summary>
    public static void MapDashboard(this IEndpointRouteBuilder routes, DashboardParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        TenantChoice tenants = new();
        new LiveNow(parts.Side).Map(routes);
        foreach (DashboardPage page in AllPages.List)
        {
            object[] marks = page.KeepsToTenant
                ? [ManagementRoute.Instance, TenantScoped.Instance]
                : [ManagementRoute.Instance];
            routes
                .MapGet(page.Path, http => AnswerAsync(http, page, parts, tenants))
                .WithMetadata(marks)
                .ExcludeFromDescription();
        }
    }

    private static async Task AnswerAsync(
        HttpContext http,
        DashboardPage page,
        DashboardParts parts,
        TenantChoice tenants
    )
    {
        if (ThemeChoice.Take(http))
        {
            return;
        }

        PageRequest request = PageWriter.Ask(http, page, parts, parts.ReaderOf(http));
        PageAnswer answer;
        try
        {
            if (page.Filters != FilterBarParts.None)
            {
                request = request with
                {
                    Tenants = await tenants.ReadAsync(request, http.RequestAborted).ConfigureAwait(false),
                };
            }

            answer =
                !page.IsFor(request.Reader) ? PageAnswer.Forbidden("This page is for auditors and administrators.")
                : request.CurrencyProblem is { } problem ? PageAnswer.Invalid(problem)
                : await page.Read(request, http.RequestAborted).ConfigureAwait(false);
            await PageWriter.WriteAsync(http, request, answer).ConfigureAwait(false);
        }
        catch (Exception fault) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            ILoggerFactory? loggers = http.RequestServices.GetService<ILoggerFactory>();
            loggers?.CreateLogger(typeof(DashboardRoutes)).LogError(fault, "The page {Path} met a fault", page.Path);
            await PageWriter.WriteAsync(http, request, PageAnswer.Fault).ConfigureAwait(false);
        }
    }
}
