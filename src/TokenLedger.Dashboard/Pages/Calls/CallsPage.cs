using TokenLedger.Dashboard.Pages.Elements;
using TokenLedger.Dashboard.Pages.Shell;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Calls;

namespace TokenLedger.Dashboard.Pages.Calls;

/// <summary>Single calls of a slice: what lies behind a figure.</summary>
internal static class CallsPage
{
    private const int MostSkipped = 1_000_000;

    public static DashboardPage Definition { get; } =
        new("/calls", "Calls", ReadAsync)
        {
            Lead = "The single calls behind the figures.",
            Filters = FilterBarParts.All,
        };

    private static async ValueTask<PageAnswer> ReadAsync(PageRequest request, CancellationToken cancellation)
    {
        using Views? views = await request.OpenViewsAsync(cancellation).ConfigureAwait(false);
        if (views is null)
        {
            return PageAnswer.NotReady(request.Side);
        }

        CallsQuery question = new()
        {
            Order = request.Word("order") == "cost" ? CallOrder.Cost : CallOrder.Recent,
            Skip = request.Number("skip", 0, 0, MostSkipped),
        };
        if (request.Read(question, out string? problem) is not { } query)
        {
            return PageAnswer.Invalid(problem!);
        }

        CallsReport report = views.Calls(query);
        return PageAnswer.Show<CallsView, CallsReport>(report, report.AsOfEntry) with
        {
            RestsOn = Spending.Of(views, query),
            RestsOnWhat = "All calls of this time",
        };
    }
}
