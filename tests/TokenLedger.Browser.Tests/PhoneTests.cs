using Microsoft.Playwright;
using TokenLedger.Browser.Tests.Running;

namespace TokenLedger.Browser.Tests;

/// <summary>Every page in the hand, in the dark, on paper.</summary>
public sealed class PhoneTests(StoryFolder story, Chromium chromium, Building building)
{
    private readonly Office _office = new(story, chromium, building);

    [Fact]
    public async Task No_page_is_wider_than_a_phone()
    {
        List<(string Name, string Path)> everywhere = await Trails.EverywhereAsync(_office);
        await using Visitor visitor = await _office.VisitAsync(
            "admin",
            new()
            {
                ViewportSize = new() { Width = 390, Height = 844 },
                ColorScheme = ColorScheme.Dark,
            }
        );
        foreach (string path in everywhere.Select(page => page.Path))
        {
            await visitor.GoAsync(path);
            int wide = await visitor.Page.EvaluateAsync<int>("document.documentElement.scrollWidth");
            Assert.True(wide <= 390, $"{path} is {wide} pixels wide");
        }

        Assert.Empty(visitor.Complaints);
    }
}
