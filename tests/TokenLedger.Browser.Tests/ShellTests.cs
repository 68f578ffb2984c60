using Microsoft.Playwright;
using TokenLedger.Browser.Tests.Running;
using TokenLedger.Dashboard.Pages;

namespace TokenLedger.Browser.Tests;

/// <summary>What holds for every page, full and empty: new pages are visited without a word here.</summary>
public sealed class ShellTests(StoryFolder story, Chromium chromium)
{
    public static TheoryData<string> Paths() =>
        [.. AllPages.List.Where(page => page.Group is not null).Select(page => page.Path)];

    [Fact]
    public async Task Every_page_is_quiet_small_and_from_one_place()
    {
        await using Running.Dashboard full = await Running.Dashboard.StartAsync(story);
        await using Running.Dashboard empty = await Running.Dashboard.StartAsync(null);
        foreach (Running.Dashboard dashboard in (Running.Dashboard[])[full, empty])
        {
            await using Visitor visitor = await chromium.VisitAsync(dashboard);
            foreach (string path in Paths().Select(row => row.Data))
            {
                IResponse answer = await visitor.GoAsync(path);
                byte[] body = await answer.BodyAsync();
                Assert.True(answer.Status == 200, $"{path}: {answer.Status}");
                Assert.True(body.Length < 50_000, $"{path} has {body.Length} bytes");
                Assert.True(visitor.Complaints.Count == 0, $"{path}: {string.Join('\n', visitor.Complaints)}");
            }
        }
    }
}
