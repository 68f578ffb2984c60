using TokenLedger.Dashboard.Pages;

namespace TokenLedger.Tests.Documentation;

public sealed class DashboardPageTests
{
    [Fact]
    public void Every_view_of_the_dashboard_stands_in_its_page()
    {
        string page = File.ReadAllText(Path.Combine(ProvidersPageTests.Root, "docs", "dashboard.md"));

        string[] missing =
        [
            .. AllPages
                .List.Select(view => view.Path.Split('{')[0])
                .Where(path => !page.Contains($"`{path}", StringComparison.Ordinal)),
        ];

        Assert.Empty(missing);
    }
}
