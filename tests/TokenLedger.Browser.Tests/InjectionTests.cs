using TokenLedger.Browser.Tests.Running;
using TokenLedger.Browser.Tests.Seeding;

namespace TokenLedger.Browser.Tests;

/// <summary>Names that callers chose are text, whatever they look like.</summary>
public sealed class InjectionTests(StoryFolder story, Chromium chromium, Building building)
{
    [Fact]
    public async Task Names_that_try_to_break_a_page_are_shown_as_they_are()
    {
        Running.Dashboard dashboard = await building.FullAsync(story);
        await using Visitor visitor = await chromium.VisitAsync(dashboard);
        foreach (
            (string path, string shown) in ((string, string)[])
                [
                    ("/explore?last=24h&by=model", Story.Script),
                    ("/explore?last=24h&by=model&as=flow", Story.Script),
                    ("/explore?last=24h&by=user&by=session", Story.Formula),
                    ("/explore?last=24h&by=tag:team", "</td><script>alert(2)</script>"),
                    ("/explore?last=24h&by=agent&compare=1", "<b>bold</b>&amp;"),
                    ("/sessions?last=24h", Story.Image),
                    ("/sessions/agents?last=24h", "<b>bold</b>&amp;"),
                    ("/sessions/one?session=" + Uri.EscapeDataString(Story.Image), Story.Script),
                    ("/calls?last=24h&where=" + Uri.EscapeDataString("session=" + Story.Image), Story.Script),
                ]
        )
        {
            Assert.Equal(200, (await visitor.GoAsync(path)).Status);
            Assert.Contains(shown, await visitor.Page.Locator("main").TextContentAsync(), StringComparison.Ordinal);
        }

        await visitor.Page.Locator("main a[href^='/calls/']").First.ClickAsync();
        Assert.Contains(Story.Formula, await visitor.Page.Locator("main").TextContentAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await visitor.Page.Locator("img, main script, main b:text('bold')").CountAsync());
        Assert.Equal(0, await visitor.Page.Locator("a[href^='javascript:']").CountAsync());
        Assert.True(visitor.Complaints.Count == 0, string.Join('\n', visitor.Complaints));
    }

    [Fact]
    public async Task No_page_of_the_dashboard_makes_markup_of_a_name()
    {
        Office office = new(story, chromium, building);
        await using Visitor visitor = await office.VisitAsync("admin");
        // The names that try it are of the last day.
        IEnumerable<string> addresses =
        [
            .. (await Trails.EverywhereAsync(office)).Select(one => one.Path),
            .. Trails.Views().Select(one => one.Path + "?last=24h"),
        ];
        foreach (string address in addresses)
        {
            await visitor.GoAsync(address);
            int made = await visitor.Page.Locator("img, main script, main b:text-is('bold')").CountAsync();
            Assert.True(made == 0, $"{address} makes markup of a name");
            Assert.Equal(0, await visitor.Page.Locator("a[href^='javascript:']").CountAsync());
            Assert.True(visitor.Complaints.Count == 0, $"{address}: {string.Join('\n', visitor.Complaints)}");
        }
    }

    [Fact]
    public async Task Words_of_an_address_are_text_too()
    {
        Running.Dashboard dashboard = await building.FullAsync(story);
        await using Visitor visitor = await chromium.VisitAsync(dashboard);
        string attack = Uri.EscapeDataString("\"><script>alert(3)</script>");
        foreach (
            string path in (string[])
                [
                    $"/explore?last={attack}",
                    $"/explore?where=model%3D{attack}&per={attack}&{attack}={attack}",
                    $"/sessions?from={attack}",
                    $"/sessions/one?session={attack}",
                    $"/calls/{attack}",
                    $"/sign-in?next={attack}",
                    $"/{attack}",
                ]
        )
        {
            await visitor.GoAsync(path);
            Assert.Equal(1, await visitor.Page.Locator("html").CountAsync());
            Assert.Equal(0, await visitor.Page.Locator("main script").CountAsync());
        }

        Assert.DoesNotContain(
            visitor.Complaints,
            one =>
                one.StartsWith("dialog", StringComparison.Ordinal) || one.StartsWith("script", StringComparison.Ordinal)
        );
    }
}
