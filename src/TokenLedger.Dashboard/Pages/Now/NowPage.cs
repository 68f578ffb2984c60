using TokenLedger.Dashboard.Pages.Shell;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Calls;

namespace TokenLedger.Dashboard.Pages.Now;

/// <summary>The page at <c>/</c>: what is going on, and how to point an agent here.</summary>
internal static class NowPage
{
    public const int CallsShown = 20;

    public static DashboardPage Definition { get; } =
        new("/", "Now", ReadAsync)
        {
            Group = NavigationGroup.See,
            Lead = "What is spent at this moment.",
            DefaultLast = null,
        };

    private static async ValueTask<PageAnswer> ReadAsync(PageRequest request, CancellationToken cancellation)
    {
        using Views? views = await request.OpenViewsAsync(cancellation).ConfigureAwait(false);
        if (views is null)
        {
            return PageAnswer.NotReady(request.Side);
        }

        CostQuery today = new() { Window = new(new(request.Now.UtcDateTime.Date, TimeSpan.Zero), null) };
        CostReport report = views.Costs((CostQuery)today.Within(request.Scope.Tenant));
        NowModel model = new()
        {
            Today = report,
            Calls = views.Calls((CallsQuery)new CallsQuery { Limit = CallsShown }.Within(request.Scope.Tenant)).Rows,
        };
        return PageAnswer.Show<NowView, NowModel>(model, report.AsOfEntry) with { DeadLetters = report.DeadLetters };
    }
}

/// <summary>What the page shows.</summary>
public sealed record NowModel
{
    /// <summary>Costs since midnight, UTC.</summary>
    public required CostReport Today { get; init; }

    /// <summary>The newest calls.</summary>
    public required IReadOnlyList<CallSummary> Calls { get; init; }
}
