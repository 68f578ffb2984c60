using TokenLedger.Dashboard.Pages.Shell;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Sessions;

namespace TokenLedger.Dashboard.Pages.Sessions;

/// <summary>Agents over all sessions: what each cost alone, and with those it started.</summary>
internal static class AgentsPage
{
    public static DashboardPage Definition { get; } =
        new("/sessions/agents", "Agents", ReadAsync)
        {
            Lead = "What each agent cost alone, and with all it started.",
            Filters = FilterBarParts.All,
            Compares = true,
        };

    private static async ValueTask<PageAnswer> ReadAsync(PageRequest request, CancellationToken cancellation)
    {
        using Views? views = await request.OpenViewsAsync(cancellation).ConfigureAwait(false);
        if (views is null)
        {
            return PageAnswer.NotReady(request.Side);
        }

        if (request.ReadCompared(new AgentsQuery(), out string? problem) is not { } query)
        {
            return PageAnswer.Invalid(problem!);
        }

        AgentsReport report = views.Agents(query);
        return PageAnswer.Show<AgentsView, AgentsReport>(report, report.AsOfEntry) with
        {
            RestsOn = report.Total.Costs,
        };
    }
}
