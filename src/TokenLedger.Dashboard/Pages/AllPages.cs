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
        Sessions.SessionsPage.Definition,
        Sessions.AgentsPage.Definition,
        Sessions.SessionPage.Definition,
        Calls.CallsPage.Definition,
        Calls.CallPage.Definition,
        Entries.EntryPage.Definition,
    ];
}
