using Microsoft.Playwright;
using TokenLedger.Browser.Tests.Running;
using TokenLedger.Dashboard.Pages;

namespace TokenLedger.Browser.Tests;

/// <summary>Every page in the hand, in the dark, on paper.</summary>
public sealed class PhoneTests(StoryFolder story, Chromium chromium, Building building)
{
    private readonly Office _office = new(story, chromium, building);

    [Fact]
    public async Task No_page_is_wider_than_a_phone()
    {
        Decisions decisions = await _office.DecisionsAsync();
        await using Visitor visitor = await _office.VisitAsync(
            "admin",
            new()
            {
                ViewportSize = new() { Width = 390, Height = 844 },
                ColorScheme = ColorScheme.Dark,
            }
        );
        string[] others =
        [
            "/budgets/per-user",
            "/keys/" + decisions.Keys[0],
            "/tenant?id=acme",
            "/rates/model?provider=openai&model=gpt-4o-mini",
        ];
        foreach (
            string path in AllPages.List.Where(page => page.Group is not null).Select(page => page.Path).Concat(others)
        )
        {
            await visitor.GoAsync(path);
            int wide = await visitor.Page.EvaluateAsync<int>("document.documentElement.scrollWidth");
            Assert.True(wide <= 390, $"{path} is {wide} pixels wide");
        }

        Assert.Empty(visitor.Complaints);
    }
}
