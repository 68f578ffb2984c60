using Microsoft.Playwright;
using TokenLedger.Browser.Tests.Running;

namespace TokenLedger.Browser.Tests;

public sealed class AccessibilityTests(StoryFolder story, Chromium chromium, Building building)
{
    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task No_page_has_a_serious_barrier(int width, ColorScheme scheme)
    {
        Office office = new(story, chromium, building);
        await using Visitor visitor = await office.VisitAsync(
            "admin",
            new()
            {
                ViewportSize = new() { Width = width, Height = 844 },
                ColorScheme = scheme,
            }
        );
        List<string> barriers = [];
        foreach (
            (_, string path) in (IEnumerable<(string, string)>)
                [.. await Trails.EverywhereAsync(office), ("", "/no-such-page")]
        )
        {
            await visitor.GoAsync(path);
            barriers.AddRange((await Axe.CheckAsync(visitor.Page)).Select(barrier => $"{path}: {barrier}"));
        }

        Assert.True(barriers.Count == 0, string.Join('\n', barriers));
    }

    [Fact]
    public async Task Signing_in_and_the_first_run_have_none_either()
    {
        await using Running.Dashboard closed = await Running.Dashboard.StartAsync(null, withTokens: true);
        await using Visitor visitor = await chromium.VisitAsync(closed);
        await visitor.GoAsync("/sign-in");
        Assert.Empty(await Axe.CheckAsync(visitor.Page));
        await visitor.SignInAsync("admin");
        Assert.Empty(await Axe.CheckAsync(visitor.Page));
    }
}
