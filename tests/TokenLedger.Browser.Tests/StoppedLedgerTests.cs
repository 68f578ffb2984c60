using Microsoft.Playwright;
using TokenLedger.Browser.Tests.Running;

namespace TokenLedger.Browser.Tests;

/// <summary>A ledger whose disk takes nothing more: pages go on, and each says so.</summary>
public sealed class StoppedLedgerTests(StoryFolder story, Chromium chromium)
{
    [Fact]
    public async Task Every_page_says_what_is_wrong_and_what_to_do_and_still_shows_what_is_durable()
    {
        await using Running.Dashboard dashboard = await Running.Dashboard.StartAsync(story);
        await dashboard.StopLedgerAsync();
        await using Visitor visitor = await chromium.VisitAsync(dashboard);
        List<string> silent = [];
        foreach (
            (_, string path) in (IEnumerable<(string, string)>)
                [.. Trails.Views(), .. await Trails.DrilledAsync(chromium, dashboard)]
        )
        {
            await visitor.GoAsync(path);
            ILocator alert = visitor.Page.GetByRole(AriaRole.Alert);
            string said = await alert.CountAsync() == 1 ? await alert.InnerTextAsync() : "";
            bool isClear =
                said.Contains("The ledger cannot write", StringComparison.Ordinal)
                && said.Contains("503", StringComparison.Ordinal)
                && said.Contains("What to do", StringComparison.Ordinal);
            if (!isClear)
            {
                silent.Add($"{path}: {said}");
            }
        }

        Assert.True(silent.Count == 0, string.Join('\n', silent));
        await visitor.GoAsync("/explore?last=30d");
        Assert.NotEqual(0, await visitor.Page.Locator("main tbody tr").CountAsync());
        Assert.Empty(await Axe.CheckAsync(visitor.Page));
    }

    [Fact]
    public async Task What_a_button_changes_is_refused_with_words_and_a_tenant_learns_nothing_of_the_machine()
    {
        await using Running.Dashboard dashboard = await Running.Dashboard.StartAsync(story, withTokens: true);
        await dashboard.StopLedgerAsync();
        await using Visitor visitor = await chromium.VisitAsync(dashboard);
        await visitor.SignInAsync("lead-of-acme");

        await visitor.GoAsync("/");
        Assert.DoesNotContain(dashboard.Data.Path, await visitor.Page.ContentAsync(), StringComparison.Ordinal);
        await visitor.GoAsync("/sessions/one?session=code-now");
        string alert = await visitor.Page.GetByRole(AriaRole.Alert).InnerTextAsync();
        Assert.Contains("The ledger cannot write", alert, StringComparison.Ordinal);
        Assert.DoesNotContain("checkpoint", alert, StringComparison.Ordinal);
        Assert.DoesNotContain(dashboard.Data.Path, await visitor.Page.ContentAsync(), StringComparison.Ordinal);
        await visitor.Page.EvaluateAsync("window.confirm = () => true");
        await visitor.Page.GetByLabel("Reason").FillAsync("it ran away");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Stop the session" }).ClickAsync();
        await visitor.Page.Locator(".said", new() { HasTextString = "ledger" }).WaitForAsync();
    }
}
