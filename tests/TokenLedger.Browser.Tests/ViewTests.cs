using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TokenLedger.Browser.Tests.Running;

namespace TokenLedger.Browser.Tests;

/// <summary>What the views Now, Explore, Entry and Sessions do.</summary>
public sealed partial class ViewTests(StoryFolder story, Chromium chromium, Building building)
{
    [Theory]
    [InlineData("/explore?last=30d&by=model", "last=30d&by=model")]
    [InlineData("/explore?last=30d&by=agent&by=model", "last=30d&by=agent,model")]
    [InlineData("/explore?last=30d&by=tag:team&where=tenant%3Dacme", "last=30d&by=tag:team&tenant=acme")]
    [InlineData(
        "/explore?from=2026-11-01&to=2026-11-15&by=user&basis=as_booked",
        "from=2026-11-01&to=2026-11-15&by=user&basis=as_booked"
    )]
    public async Task The_figures_of_the_page_are_those_of_the_API(string path, string query)
    {
        Running.Dashboard dashboard = await building.FullAsync(story);
        await using Visitor visitor = await chromium.VisitAsync(dashboard);
        await visitor.GoAsync(path);
        using HttpClient client = new() { BaseAddress = dashboard.Address };
        using JsonDocument costs = JsonDocument.Parse(await client.GetStringAsync("/api/v1/costs?" + query));
        string total = costs.RootElement.GetProperty("total").GetProperty("cost_usd").GetString()!;
        Assert.Equal(total, await visitor.Page.Locator("main tfoot data").First.GetAttributeAsync("value"));
        string?[] rows =
        [
            .. costs
                .RootElement.GetProperty("rows")
                .EnumerateArray()
                .Select(row => row.GetProperty("figures").GetProperty("cost_usd").GetString()),
        ];
        List<string?> shown = [];
        foreach (
            ILocator cell in await visitor
                .Page.Locator("section:has(h2:text('group')) tbody data, section:has(h2:text('dearest')) tbody data")
                .AllAsync()
        )
        {
            shown.Add(await cell.GetAttributeAsync("value"));
        }

        Assert.Equal(rows.Take(shown.Count), shown);
        Assert.NotEmpty(shown);

        // And the bars of the chart are the same money once more.
        decimal sum = 0;
        foreach (string text in await visitor.Page.Locator("figure.time table td").AllTextContentsAsync())
        {
            sum += text.Length == 0 ? 0 : decimal.Parse(text, CultureInfo.InvariantCulture);
        }

        Assert.Equal(decimal.Parse(total, CultureInfo.InvariantCulture), sum);
    }

    [Fact]
    public async Task Dragging_over_a_chart_zooms_into_the_time_below()
    {
        Running.Dashboard dashboard = await building.FullAsync(story);
        await using Visitor visitor = await chromium.VisitAsync(dashboard);
        await visitor.GoAsync("/explore?last=30d");
        LocatorBoundingBoxResult box = (await visitor.Page.Locator("figure.time > svg").BoundingBoxAsync())!;
        await visitor.Page.Mouse.MoveAsync(box.X + (box.Width * 0.5f), box.Y + 60);
        await visitor.Page.Mouse.DownAsync();
        await visitor.Page.Mouse.MoveAsync(box.X + (box.Width * 0.6f), box.Y + 60);
        await visitor.Page.Mouse.MoveAsync(box.X + (box.Width * 0.7f), box.Y + 60);
        await visitor.Page.Mouse.UpAsync();
        await visitor.Page.ArrivedAsync(ZoomedAddress().IsMatch);
        Assert.DoesNotContain("last=", visitor.Page.Url, StringComparison.Ordinal);
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Links_move_and_zoom_in_time_without_a_script()
    {
        Running.Dashboard dashboard = await building.FullAsync(story);
        await using Visitor visitor = await chromium.VisitAsync(dashboard, new() { JavaScriptEnabled = false });
        await visitor.GoAsync("/explore?from=2026-11-01&to=2026-11-11&by=agent");
        foreach (
            (string link, string from, string to) in ((string, string, string)[])
                [
                    ("Zoom out", "2026-10-27", "2026-11-16"),
                    ("Zoom in to the middle", "2026-11-01", "2026-11-11"),
                    ("The time before", "2026-10-22", "2026-11-01"),
                    ("The time after", "2026-11-01", "2026-11-11"),
                ]
        )
        {
            await visitor.Page.GetByRole(AriaRole.Link, new() { Name = link, Exact = true }).ClickAsync();
            Assert.EndsWith($"/explore?by=agent&from={from}&to={to}", visitor.Page.Url, StringComparison.Ordinal);
        }

        Assert.True(await visitor.Page.Locator("figure.time").IsVisibleAsync());
    }

    [Fact]
    public async Task Three_groupings_lead_to_the_calls_of_one()
    {
        Running.Dashboard dashboard = await building.FullAsync(story);
        await using Visitor visitor = await chromium.VisitAsync(dashboard);
        await visitor.GoAsync("/explore?last=30d&by=tenant&by=feature");
        await visitor.Page.Locator("select[name=by]").Nth(2).SelectOptionAsync("model");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await visitor.Page.ArrivedAsync(url => url.Contains("by=tenant&by=feature&by=model", StringComparison.Ordinal));
        ILocator row = visitor.Page.Locator("main tbody tr", new() { HasText = "claude-sonnet-5-5" }).First;
        string calls = await row.Locator("td.n").First.InnerTextAsync();
        await row.GetByRole(AriaRole.Link, new() { Name = "calls" }).ClickAsync();
        await visitor.Page.ArrivedAsync(url => url.Contains("/calls?", StringComparison.Ordinal));
        string url = Uri.UnescapeDataString(visitor.Page.Url);
        Assert.Contains("where=tenant=", url, StringComparison.Ordinal);
        Assert.Contains("where=feature=coding", url, StringComparison.Ordinal);
        Assert.Contains("where=model=claude-sonnet-5-5", url, StringComparison.Ordinal);
        Assert.NotEqual("0", calls);
    }

    [Fact]
    public async Task From_a_model_to_its_calls_to_a_call_to_its_entry_to_the_proof()
    {
        Running.Dashboard dashboard = await building.FullAsync(story);
        await using Visitor visitor = await chromium.VisitAsync(dashboard);
        await visitor.GoAsync("/explore?last=7d");
        await visitor
            .Page.Locator("main tbody tr", new() { HasText = "claude-sonnet-5-5" })
            .First.GetByRole(AriaRole.Link, new() { Name = "calls" })
            .ClickAsync();
        await visitor
            .Page.Locator("main tbody tr", new() { HasTextString = "served" })
            .First.GetByRole(AriaRole.Link)
            .First.ClickAsync();
        Assert.Contains("tokens.output", await visitor.TextAsync(), StringComparison.Ordinal);
        await visitor.Page.Locator("main a[href^='/entries/']").Last.ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Verify" }).ClickAsync();
        await visitor.Page.GetByText("The entry is in the ledger, exactly as shown below.").WaitForAsync();
        Assert.Equal(3, await visitor.Page.Locator(".steps .good").CountAsync());
        Assert.Equal(0, await visitor.Page.Locator(".steps .bad").CountAsync());
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task A_session_shows_its_spans_with_what_each_cost_alone_and_with_all_below()
    {
        Running.Dashboard dashboard = await building.FullAsync(story);
        await using Visitor visitor = await chromium.VisitAsync(dashboard);
        string path = (await Trails.DrilledAsync(chromium, dashboard)).First(one => one.Name == "session").Path;
        await visitor.GoAsync(path);

        ILocator rows = visitor.Page.Locator("#spans tbody tr");
        Assert.Equal(4, await rows.CountAsync());
        IReadOnlyList<string> cells = await rows.Locator("td.n").AllInnerTextsAsync();
        // Trace, planner, researcher, writer; of each the calls, alone and with all below.
        Assert.Equal(["6", "$0.00000"], [cells[0], cells[1]]);
        Assert.Equal(cells[2], cells[5]);
        Assert.Contains(
            "in1",
            await rows.Nth(1).Locator("td.name").GetAttributeAsync("class"),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "in2",
            await rows.Nth(3).Locator("td.name").GetAttributeAsync("class"),
            StringComparison.Ordinal
        );
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task A_statement_to_mail_asks_nobody_and_has_no_serious_barrier()
    {
        Running.Dashboard dashboard = await building.FullAsync(story);
        await using Visitor visitor = await chromium.VisitAsync(dashboard);
        using HttpClient client = new() { BaseAddress = dashboard.Address };
        using HttpResponseMessage answer = await client.GetAsync(
            "/api/v1/export?rows=chargeback&format=html&by=feature&month=2026-11"
        );
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition?.DispositionType);
        string file = Path.Combine(dashboard.Data.Path, "statement.html");
        await File.WriteAllTextAsync(file, await answer.Content.ReadAsStringAsync());
        List<string> asked = [];
        visitor.Page.Request += (_, request) => asked.Add(request.Url);

        await visitor.Page.GotoAsync("file://" + file);

        Assert.Equal(["file://" + file], asked);
        Assert.Contains("Statement of November 2026", await visitor.TextAsync(), StringComparison.Ordinal);
        Assert.Empty(await Axe.CheckAsync(visitor.Page));
    }

    [Fact]
    public async Task A_session_is_stopped_from_its_page_and_the_ledger_says_who_did_it()
    {
        await using Running.Dashboard dashboard = await Running.Dashboard.StartAsync(story, withTokens: true);
        await using Visitor visitor = await chromium.VisitAsync(dashboard);
        await visitor.SignInAsync("lead-of-acme");
        await visitor.GoAsync("/sessions/one?session=code-now");
        Assert.Contains("coding-agent", await visitor.TextAsync(), StringComparison.Ordinal);
        visitor.Page.Dialog += async (_, dialog) => await dialog.AcceptAsync();
        await visitor.Page.EvaluateAsync("window.confirm = () => true");
        await visitor.Page.GetByLabel("Reason").FillAsync("it ran away");
        Task<IResponse> sent = visitor.Page.WaitForResponseAsync(answer =>
            answer.Url.EndsWith("/kill", StringComparison.Ordinal)
        );
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Stop the session" }).ClickAsync();
        Assert.Equal(200, (await sent).Status);
        using HttpClient client = new() { BaseAddress = dashboard.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", Running.Dashboard.TokenOf("admin"));
        string kills = await client.GetStringAsync("/api/v1/kills");
        Assert.Contains("it ran away", kills, StringComparison.Ordinal);
        Assert.Contains("\"tenant\":\"acme\"", kills, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_page_moves_by_itself_when_the_ledger_does()
    {
        await using Running.Dashboard dashboard = await Running.Dashboard.StartAsync(story);
        await using Visitor visitor = await chromium.VisitAsync(dashboard);
        await visitor.GoAsync("/");
        await visitor.Page.Locator(".live-mark", new() { HasTextString = "live" }).WaitForAsync();
        string before = await visitor.Page.Locator("#now-health dd").First.InnerTextAsync();
        using HttpClient client = new() { BaseAddress = dashboard.Address };
        using HttpResponseMessage killed = await client.PostAsync("/api/v1/sessions/somebody/kill", null);
        Assert.True(killed.IsSuccessStatusCode, await killed.Content.ReadAsStringAsync());
        long next = long.Parse(before, NumberStyles.AllowThousands, CultureInfo.InvariantCulture) + 1;
        await visitor
            .Page.Locator("#now-health dd", new() { HasTextString = next.ToString("N0", CultureInfo.InvariantCulture) })
            .First.WaitForAsync();
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task The_first_run_says_how_to_point_an_agent_here_and_to_try_the_demo()
    {
        Running.Dashboard dashboard = await building.EmptyAsync();
        await using Visitor visitor = await chromium.VisitAsync(dashboard);
        await visitor.GoAsync("/");
        string text = await visitor.TextAsync();
        Assert.Contains(
            $"export OPENAI_BASE_URL={dashboard.Address.GetLeftPart(UriPartial.Authority)}/v1",
            text,
            StringComparison.Ordinal
        );
        Assert.True(
            await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Start the demonstration" }).IsVisibleAsync()
        );
    }

    [Fact]
    public async Task Pages_print_without_what_only_a_screen_needs()
    {
        Running.Dashboard dashboard = await building.FullAsync(story);
        await using Visitor visitor = await chromium.VisitAsync(dashboard);
        await visitor.GoAsync("/explore?last=30d");
        await visitor.Page.EmulateMediaAsync(new() { Media = Media.Print });
        Assert.False(await visitor.Page.Locator(".side").IsVisibleAsync());
        Assert.True(await visitor.Page.Locator("figure.time").IsVisibleAsync());
    }

    [GeneratedRegex("from=2026-11.*to=2026-11")]
    private static partial Regex ZoomedAddress();
}
