using TokenLedger.Dashboard.Pages.Shell;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Sessions;

namespace TokenLedger.Dashboard.Pages.Sessions;

/// <summary>The sessions of a slice, with what each came to.</summary>
internal static class SessionsPage
{
    public static DashboardPage Definition { get; } =
        new("/sessions", "Sessions", ReadAsync)
        {
            Group = NavigationGroup.See,
            Lead = "What each piece of work came to, with everything its agents started.",
            Filters = FilterBarParts.All,
            Compares = true,
        };

    /// <summary>Where one session is shown.</summary>
    public static string Address(string? tenant, string session)
    {
        PageLink link = new PageLink("/sessions/one").And("session", session);
        return (tenant is null ? link : link.And("of", tenant)).ToString();
    }

    private static async ValueTask<PageAnswer> ReadAsync(PageRequest request, CancellationToken cancellation)
    {
        using Views? views = await request.OpenViewsAsync(cancellation).ConfigureAwait(false);
        if (views is null)
        {
            return PageAnswer.NotReady(request.Side);
        }

        SessionOrder order = request.Word("order") switch
        {
            "recent" => SessionOrder.Recent,
            "calls" => SessionOrder.Calls,
            _ => SessionOrder.Cost,
        };
        if (request.ReadCompared(new SessionsQuery { Order = order }, out string? problem) is not { } query)
        {
            return PageAnswer.Invalid(problem!);
        }

        SessionsReport report = views.Sessions(query);
        return PageAnswer.Show<SessionsView, SessionsReport>(report, report.AsOfEntry) with
        {
            RestsOn = report.Total.Costs + report.WithoutSession.Costs,
        };
    }
}
