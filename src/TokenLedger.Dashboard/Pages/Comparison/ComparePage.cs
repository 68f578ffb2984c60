using TokenLedger.Dashboard.Pages.Elements;
using TokenLedger.Dashboard.Pages.Shell;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Comparing;

namespace TokenLedger.Dashboard.Pages.Comparison;

/// <summary>Compare: models, prompt versions or other variants side by side, and what their sessions achieved.</summary>
internal static class ComparePage
{
    public static DashboardPage Definition { get; } =
        new("/compare", "Compare", ReadAsync)
        {
            Group = NavigationGroup.Improve,
            Lead = "Models or prompt versions side by side, best within one feature.",
            Filters = FilterBarParts.All,
            DefaultLast = CompareQuery.DefaultLast,
        };

    private static async ValueTask<PageAnswer> ReadAsync(PageRequest request, CancellationToken cancellation)
    {
        SliceWords words = new(request.Here.Values);
        if (CompareQuery.Read(words, request.Now, out string? problem) is not { } query)
        {
            return PageAnswer.Invalid(problem!);
        }

        using Views? views = await request.OpenViewsAsync(cancellation).ConfigureAwait(false);
        if (views is null)
        {
            return PageAnswer.NotReady(request.Side);
        }

        CompareReport report = views.Compare((CompareQuery)query.Within(request.Scope.Tenant));
        return PageAnswer.Show<CompareView, CompareReport>(report, report.AsOfEntry) with
        {
            RestsOn = Spending.Of(views, report.Query),
            RestsOnWhat = "All spending compared",
        };
    }
}
