using TokenLedger.Dashboard.Pages.Shell;

namespace TokenLedger.Dashboard.Pages;

/// <summary>Every page of the dashboard, in the order of the navigation.</summary>
public static class AllPages
{
    /// <summary>The pages.</summary>
    public static IReadOnlyList<DashboardPage> List { get; } =
    [
        // One line each. See README.md beside this file.
        Now.NowPage.Definition,
        Explore.ExplorePage.Definition,
        Sessions.SessionsPage.Definition,
        Sessions.AgentsPage.Definition,
        Sessions.SessionPage.Definition,
        Calls.CallsPage.Definition,
        Calls.CallPage.Definition,
        Entries.EntryPage.Definition,
        Budgets.BudgetsPage.Definition,
        Budgets.BudgetPage.Definition,
        Keys.KeysPage.Definition,
        Keys.KeysPage.One,
        Keys.KeysPage.Tenant,
        Waste.WastePage.Definition,
        Comparison.ComparePage.Definition,
        Forecast.ForecastPage.Definition,
        Anomalies.AnomaliesPage.Definition,
        Reports.ReportsPage.Definition,
        Rates.RatesPage.Definition,
        Rates.RateModelPage.Definition,
        Audit.AuditPage.Definition,
    ];
}
