using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using TokenLedger.Browser.Tests.Running;

namespace TokenLedger.Browser.Tests;

/// <summary>The first run's button: a full dashboard of made-up figures, and not one of them in the real books.</summary>
public sealed class DemoTests(StoryFolder story, Chromium chromium, Building building)
{
    [Fact]
    public async Task A_button_of_the_empty_page_shows_a_demonstration_beside_the_real_books()
    {
        await using Running.Dashboard dashboard = await Running.Dashboard.StartAsync(null, withTokens: true);
        await using Visitor visitor = await chromium.VisitAsync(dashboard);
        await visitor.SignInAsync("admin");
        await visitor.GoAsync("/");

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Start the demonstration" }).ClickAsync();
        await visitor.Page.ArrivedAsync(url => new Uri(url).Authority != dashboard.Address.Authority);

        Assert.Contains("A demonstration.", await visitor.TextAsync(), StringComparison.Ordinal);
        // Its agents are at work: their calls come by themselves.
        await visitor.Page.Locator("#now-calls tbody tr").First.WaitForAsync();
        Assert.Equal(
            0,
            await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Start the demonstration" }).CountAsync()
        );
        await visitor.GoAsync(new Uri(new Uri(visitor.Page.Url), "/explore?last=1h&by=environment").ToString());
        string row = await visitor.Page.Locator("section:has(h2:text('Every group')) tbody tr").First.InnerTextAsync();
        Assert.StartsWith("demo", row, StringComparison.Ordinal);

        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Back to the real one" }).ClickAsync();
        await visitor.Page.ArrivedAsync(url => new Uri(url).Authority == dashboard.Address.Authority);
        Assert.True(
            await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Open the demonstration" }).IsVisibleAsync()
        );
        using HttpClient client = ClientOf(dashboard, "admin");
        using JsonDocument costs = JsonDocument.Parse(await client.GetStringAsync("/api/v1/costs?last=90d"));
        Assert.Equal(0, costs.RootElement.GetProperty("total").GetProperty("calls").GetInt64());
        Assert.Equal("0", costs.RootElement.GetProperty("total").GetProperty("cost_usd").GetString());
    }

    [Theory]
    [InlineData("viewer")]
    [InlineData("auditor")]
    [InlineData("lead-of-acme")]
    public async Task Only_an_administrator_starts_it(string holder)
    {
        await using Running.Dashboard dashboard = await Running.Dashboard.StartAsync(null, withTokens: true);
        using HttpClient client = ClientOf(dashboard, holder);
        using HttpResponseMessage refused = await client.PostAsync("/api/v1/demo", Nothing());
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);

        await using Visitor visitor = await chromium.VisitAsync(dashboard);
        await visitor.SignInAsync(holder);
        await visitor.GoAsync("/");
        string text = await visitor.TextAsync();
        Assert.Contains("tokenledger demo", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Start the demonstration", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ledger_with_calls_of_its_own_offers_none()
    {
        Running.Dashboard dashboard = await building.FullAsync(story);
        using HttpClient client = new() { BaseAddress = dashboard.Address };
        using HttpResponseMessage refused = await client.PostAsync("/api/v1/demo", Nothing());
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("tokenledger demo", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        using HttpRequestMessage elsewhere = new(HttpMethod.Post, "/api/v1/demo") { Content = Nothing() };
        elsewhere.Headers.Host = "ledger.example:9000";
        using HttpResponseMessage far = await client.SendAsync(elsewhere);
        Assert.False(far.IsSuccessStatusCode);
    }

    private static StringContent Nothing() => new("{}", Encoding.UTF8, "application/json");

    private static HttpClient ClientOf(Running.Dashboard dashboard, string holder)
    {
        HttpClient client = new() { BaseAddress = dashboard.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", Running.Dashboard.TokenOf(holder));
        return client;
    }
}
