using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Playwright;
using TokenLedger.Browser.Tests.Running;
using TokenLedger.Dashboard.Pages;

namespace TokenLedger.Browser.Tests;

/// <summary>What holds for every page, full and empty: new pages are visited without a word here.</summary>
public sealed class ShellTests(StoryFolder story, Chromium chromium, Building building)
{
    private static readonly Uri _home = new("http://localhost/");
    private readonly Office _office = new(story, chromium, building);

    [Fact]
    public async Task No_route_of_the_dashboard_is_left_out_of_these_tests()
    {
        List<(string Name, string Path)> visited = await Trails.EverywhereAsync(_office);

        Assert.Equal(
            [],
            AllPages
                .List.Where(page => !visited.Exists(one => IsOf(page.Path, new Uri(_home, one.Path).AbsolutePath)))
                .Select(page => page.Path)
        );

        static bool IsOf(string route, string path) =>
            new TemplateMatcher(TemplateParser.Parse(route), []).TryMatch(path, []);
    }

    [Fact]
    public async Task Every_page_is_quiet_small_and_from_one_place()
    {
        await using Visitor admin = await _office.VisitAsync("admin");
        await VisitAsync(admin, await Trails.EverywhereAsync(_office));
        await using Visitor first = await chromium.VisitAsync(await building.EmptyAsync());
        await VisitAsync(first, Trails.Views());
    }

    private static async Task VisitAsync(Visitor visitor, IEnumerable<(string Name, string Path)> pages)
    {
        foreach ((_, string path) in pages)
        {
            IResponse answer = await visitor.GoAsync(path);
            byte[] body = await answer.BodyAsync();
            Assert.True(answer.Status == 200, $"{path}: {answer.Status}");
            Assert.True(body.Length < 50_000, $"{path} has {body.Length} bytes");
            Assert.True(visitor.Complaints.Count == 0, $"{path}: {string.Join('\n', visitor.Complaints)}");
            Assert.StartsWith(
                "default-src 'none'",
                answer.Headers["content-security-policy"],
                StringComparison.Ordinal
            );
            Assert.DoesNotContain("unsafe", answer.Headers["content-security-policy"], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task On_a_phone_no_page_is_wider_than_the_phone()
    {
        await using Visitor visitor = await _office.VisitAsync(
            "admin",
            new()
            {
                ViewportSize = new() { Width = 390, Height = 844 },
            }
        );
        foreach ((_, string path) in await Trails.EverywhereAsync(_office))
        {
            await visitor.GoAsync(path);
            int width = await visitor.Page.EvaluateAsync<int>("document.scrollingElement.scrollWidth");
            Assert.True(width <= 390, $"{path} is {width} pixels wide");
        }
    }

    [Fact]
    public async Task Without_scripts_everything_reads_and_nothing_pretends_to_work()
    {
        Running.Dashboard dashboard = await building.FullAsync(story);
        await using Visitor visitor = await chromium.VisitAsync(dashboard, new() { JavaScriptEnabled = false });
        foreach (
            (_, string path) in (IEnumerable<(string, string)>)
                [.. Trails.Views(), .. await Trails.DrilledAsync(chromium, dashboard)]
        )
        {
            Assert.Equal((path, 200), (path, (await visitor.GoAsync(path)).Status));
            foreach (ILocator form in await visitor.Page.Locator("form[data-api]").AllAsync())
            {
                Assert.False(await form.IsVisibleAsync(), $"{path} shows a form that needs a script");
            }
        }

        // Zooming and narrowing are links.
        await visitor.GoAsync("/explore?last=30d");
        await visitor.Page.Locator("figure a").First.ClickAsync();
        Assert.Contains("from=", visitor.Page.Url, StringComparison.Ordinal);
        await visitor.GoAsync("/explore?last=30d");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "gpt-5-mini" }).First.ClickAsync();
        Assert.Contains("where=model=gpt-5-mini", visitor.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_theme_is_the_systems_until_one_is_chosen_and_then_stays()
    {
        Running.Dashboard dashboard = await building.EmptyAsync();
        await using Visitor visitor = await chromium.VisitAsync(
            dashboard,
            new() { ColorScheme = ColorScheme.Dark, JavaScriptEnabled = false }
        );
        await visitor.GoAsync("/explore?last=24h");
        Assert.True(await IsDarkAsync(visitor));
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "light", Exact = true }).ClickAsync();
        Assert.EndsWith("/explore?last=24h", visitor.Page.Url, StringComparison.Ordinal);
        Assert.False(await IsDarkAsync(visitor));
        await visitor.GoAsync("/");
        Assert.False(await IsDarkAsync(visitor));
    }

    [Fact]
    public async Task The_keyboard_reaches_the_content_at_once()
    {
        Running.Dashboard dashboard = await building.EmptyAsync();
        await using Visitor visitor = await chromium.VisitAsync(dashboard);
        await visitor.GoAsync("/");
        await visitor.Page.Keyboard.PressAsync("Tab");
        await visitor.Page.Keyboard.PressAsync("Enter");
        Assert.EndsWith("#content", visitor.Page.Url, StringComparison.Ordinal);
        Assert.Equal("content", await visitor.Page.EvaluateAsync<string>("document.activeElement.id"));
    }

    [Fact]
    public async Task What_is_not_there_or_makes_no_sense_is_told_on_a_page()
    {
        Running.Dashboard dashboard = await building.FullAsync(story);
        await using Visitor visitor = await chromium.VisitAsync(dashboard);
        foreach (
            (string path, int status, string text) in ((string, int, string)[])
                [
                    ("/explore?last=yesterday", 400, "'yesterday' is not a length of time"),
                    ("/sessions?where=colour=red", 400, "There is no"),
                    ("/calls/none", 400, "is not a call id"),
                    ("/calls/00000000-0000-7000-8000-000000000000", 404, "no entries of the call"),
                    ("/entries/99999999", 404, "no entry 99,999,999"),
                    ("/sessions/one?session=nobody", 404, "No call names the session"),
                    ("/no-such-page", 404, "Not found"),
                ]
        )
        {
            IResponse answer = await visitor.GoAsync(path);
            Assert.Equal(status, answer.Status);
            Assert.Contains(text, await visitor.TextAsync(), StringComparison.Ordinal);
        }
    }

    private static Task<bool> IsDarkAsync(Visitor visitor) =>
        visitor
            .Page.Locator("body")
            .EvaluateAsync<bool>(
                "body => getComputedStyle(body).backgroundColor.match(/\\d+/g).slice(0, 3).every(part => Number(part) < 80)"
            );
}
