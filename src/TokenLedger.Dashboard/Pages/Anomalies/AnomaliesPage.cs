using TokenLedger.Dashboard.Pages.Shell;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Foresight;

namespace TokenLedger.Dashboard.Pages.Anomalies;

/// <summary>Anomalies: days and hours that are not as usual, and who made the difference.</summary>
internal static class AnomaliesPage
{
    public static DashboardPage Definition { get; } =
        new("/anomalies", "Anomalies", ReadAsync)
        {
            Group = NavigationGroup.Improve,
            Lead = "What is not as usual, and who made the difference.",
            Filters = FilterBarParts.All,
            DefaultLast = AnomalyQuery.DefaultDays,
        };

    private static async ValueTask<PageAnswer> ReadAsync(PageRequest request, CancellationToken cancellation)
    {
        SliceWords words = new(request.Here.Values);
        if (AnomalyQuery.Read(words, request.Now, out string? problem) is not { } query)
        {
            return PageAnswer.Invalid(problem!);
        }

        using Views? views = await request.OpenViewsAsync(cancellation).ConfigureAwait(false);
        if (views is null)
        {
            return PageAnswer.NotReady(request.Side);
        }

        AnomalyReport report = views.Anomalies((AnomalyQuery)query.Within(request.Scope.Tenant));
        return PageAnswer.Show<AnomaliesView, AnomalyReport>(report, report.AsOfEntry);
    }
}
