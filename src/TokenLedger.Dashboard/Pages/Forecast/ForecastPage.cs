using TokenLedger.Dashboard.Pages.Elements;
using TokenLedger.Dashboard.Pages.Shell;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Foresight;

namespace TokenLedger.Dashboard.Pages.Forecast;

/// <summary>Forecast: what will be used, how sure that is, and how wrong such forecasts have been so far.</summary>
internal static class ForecastPage
{
    public static DashboardPage Definition { get; } =
        new("/forecast", "Forecast", ReadAsync)
        {
            Group = NavigationGroup.Improve,
            Lead = "What will probably be used, and how wrong that has been so far.",
            Filters = FilterBarParts.All,
            DefaultLast = ForecastQuery.DefaultLast,
        };

    private static async ValueTask<PageAnswer> ReadAsync(PageRequest request, CancellationToken cancellation)
    {
        SliceWords words = new(request.Here.Values);
        if (ForecastQuery.Read(words, request.Now, out string? problem) is not { } query)
        {
            return PageAnswer.Invalid(problem!);
        }

        using Views? views = await request.OpenViewsAsync(cancellation).ConfigureAwait(false);
        if (views is null)
        {
            return PageAnswer.NotReady(request.Side);
        }

        ForecastReport report = views.Forecast((ForecastQuery)query.Within(request.Scope.Tenant));
        return PageAnswer.Show<ForecastView, ForecastReport>(report, report.AsOfEntry) with
        {
            RestsOn = Spending.Of(views, report.Query),
            RestsOnWhat = "What is learned from",
        };
    }
}
