using TokenLedger.Dashboard.Pages.Shell;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Dashboard.Pages.Now;

/// <summary>The page at <c>/</c>: what is going on, and at first how to point an agent here.</summary>
internal static class NowPage
{
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

        NowModel model = await NowReader
            .ReadAsync(views, request.Side, request.Scope.Tenant, request.Now, cancellation)
            .ConfigureAwait(false);
        return PageAnswer.Show<NowView, NowModel>(model, model.Today.AsOfEntry) with
        {
            DeadLetters = model.Today.DeadLetters,
        };
    }
}
