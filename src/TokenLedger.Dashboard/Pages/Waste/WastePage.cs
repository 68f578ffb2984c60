using TokenLedger.Dashboard.Pages.Elements;
using TokenLedger.Dashboard.Pages.Shell;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Waste;

namespace TokenLedger.Dashboard.Pages.Waste;

/// <summary>Waste: money that bought nothing, or nothing new, kind by kind, with the rule that found it.</summary>
internal static class WastePage
{
    public static DashboardPage Definition { get; } =
        new("/waste", "Waste", ReadAsync)
        {
            Group = NavigationGroup.Improve,
            Lead = "Money that bought nothing, or nothing new.",
            Filters = FilterBarParts.All,
            Compares = true,
        };

    private static async ValueTask<PageAnswer> ReadAsync(PageRequest request, CancellationToken cancellation)
    {
        if (Grouping.Find(request.Word("by") ?? "agent") is not { } by)
        {
            return PageAnswer.Invalid($"'by' must be one of {Grouping.Choices}.");
        }

        if (request.ReadCompared(new WasteQuery { By = by }, out string? problem) is not { } query)
        {
            return PageAnswer.Invalid(problem!);
        }

        using Views? views = await request.OpenViewsAsync(cancellation).ConfigureAwait(false);
        if (views is null)
        {
            return PageAnswer.NotReady(request.Side);
        }

        LedgerSource ledger = new(request.Side.Ledger);
        WasteReport report = await views.WasteAsync(query, ledger, cancellation).ConfigureAwait(false);
        return PageAnswer.Show<WasteView, WasteReport>(report, report.AsOfEntry) with
        {
            RestsOn = Spending.Of(views, query),
            RestsOnWhat = "All spending of this time",
        };
    }
}
