using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using TokenLedger.Browser.Tests.Running;
using TokenLedger.Dashboard.Charts;

namespace TokenLedger.Browser.Tests.Improve;

public sealed class ForesightPagesTests(StoryFolder story, Chromium chromium, Building building)
{
    private readonly Office _office = new(story, chromium, building);

    [Fact]
    public async Task The_forecast_is_what_the_API_says_with_its_error_beside_it()
    {
        Decisions decisions = await _office.DecisionsAsync();
        JsonElement forecast = await decisions.AskAsync(
            HttpMethod.Get,
            "/api/v1/forecast?days=7&to=2026-11-20T12:00:00Z"
        );
        await using Visitor visitor = await _office.VisitAsync("viewer");

        await visitor.GoAsync("/forecast?days=7&to=2026-11-20T12:00:00Z");

        JsonElement whole = forecast.GetProperty("whole");
        string figures = await visitor.Page.Locator(".figures").InnerTextAsync();
        foreach (string member in (string[])["expected", "low", "high"])
        {
            string amount = whole.GetProperty("total").GetProperty(member).GetString()!;
            Assert.Contains(
                ChartText.Dollars(decimal.Parse(amount, CultureInfo.InvariantCulture)),
                figures,
                StringComparison.Ordinal
            );
        }

        Assert.Contains("off by", figures, StringComparison.Ordinal);
        Assert.Equal(1, await visitor.Page.Locator("figure path.band").CountAsync());
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Where_nothing_is_known_it_says_so()
    {
        Running.Dashboard empty = await building.EmptyAsync();
        await using Visitor visitor = await chromium.VisitAsync(empty);

        await visitor.GoAsync("/forecast");
        Assert.Contains("Not enough data", await visitor.TextAsync(), StringComparison.Ordinal);
        await visitor.GoAsync("/anomalies");
        Assert.Contains("Not enough data", await visitor.TextAsync(), StringComparison.Ordinal);
        await visitor.GoAsync("/waste");
        Assert.Contains("None in this time", await visitor.TextAsync(), StringComparison.Ordinal);
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Words_that_make_no_sense_are_refused_with_a_sentence()
    {
        await using Visitor visitor = await _office.VisitAsync("viewer");

        Assert.Equal(400, (await visitor.GoAsync("/forecast?days=0")).Status);
        Assert.Contains("'days' must be", await visitor.TextAsync(), StringComparison.Ordinal);
        Assert.Equal(400, (await visitor.GoAsync("/anomalies?each=%3Cscript%3E")).Status);
        Assert.Equal(400, (await visitor.GoAsync("/waste?by=nothing")).Status);
    }

    [Fact]
    public async Task An_anomaly_names_who_made_the_difference_and_leads_there()
    {
        Decisions decisions = await _office.DecisionsAsync();
        JsonElement found = await decisions.AskAsync(HttpMethod.Get, "/api/v1/anomalies?last=30d&of=cost&least=0.1");
        JsonElement first = found.GetProperty("anomalies")[0];
        KeyValuePair<string, string?>[] who =
        [
            .. first
                .GetProperty("contributors")[0]
                .GetProperty("group")
                .EnumerateObject()
                .Select(one => KeyValuePair.Create(one.Name.Replace('_', '-'), one.Value.GetString())),
        ];
        await using Visitor visitor = await _office.VisitAsync("viewer");

        await visitor.GoAsync("/anomalies?last=30d&of=cost&least=0.1");

        ILocator link = visitor.Page.Locator("section.card tbody a").First;
        Assert.Equal(string.Join(", ", who.Select(one => $"{one.Key} {one.Value}")), await link.InnerTextAsync());
        string address = Uri.UnescapeDataString((await link.GetAttributeAsync("href"))!);
        Assert.StartsWith("/explore?", address, StringComparison.Ordinal);
        Assert.All(who, one => Assert.Contains($"where={one.Key}={one.Value}", address, StringComparison.Ordinal));
        Assert.Equal(
            found.GetProperty("anomalies").GetArrayLength(),
            await visitor.Page.Locator("section.card").CountAsync()
        );
    }

    [Fact]
    public async Task Models_are_compared_by_what_a_call_and_a_success_cost_as_the_API_says()
    {
        const string Words = "last=30d&where=feature%3Dcoding&outcome=change_merged";
        Decisions decisions = await _office.DecisionsAsync();
        JsonElement[] variants =
        [
            .. (await decisions.AskAsync(HttpMethod.Get, "/api/v1/reports/compare?" + Words))
                .GetProperty("variants")
                .EnumerateArray(),
        ];
        JsonElement[] told = [.. variants.Where(one => one.TryGetProperty("outcomes", out _))];
        await using Visitor visitor = await _office.VisitAsync("viewer");

        await visitor.GoAsync("/waste?last=30d&where=feature%3Dcoding");
        await visitor.Page.Locator("nav").GetByRole(AriaRole.Link, new() { Name = "Compare" }).ClickAsync();
        await visitor.GoAsync("/compare?" + Words);

        Assert.NotEmpty(told);
        Assert.Equal(2, await visitor.Page.Locator("figure.intervals").CountAsync());
        Assert.Equal(
            variants.Length,
            await visitor.Page.Locator("figure.intervals").First.Locator("circle").CountAsync()
        );
        List<string?> shown = [];
        foreach (ILocator amount in await visitor.Page.Locator("table.outcomes tbody td:nth-child(5) data").AllAsync())
        {
            shown.Add(await amount.GetAttributeAsync("value"));
        }

        Assert.Equal(
            told.Select(one => one.GetProperty("outcomes").GetProperty("cost_per_success_usd").GetString()),
            shown
        );
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Waste_is_what_the_API_says_kind_by_kind()
    {
        Decisions decisions = await _office.DecisionsAsync();
        JsonElement waste = await decisions.AskAsync(HttpMethod.Get, "/api/v1/reports/waste?last=30d");
        await using Visitor visitor = await _office.VisitAsync("viewer");

        await visitor.GoAsync("/waste?last=30d");

        string wasted = await visitor.Page.Locator(".figures data").First.GetAttributeAsync("value") ?? "";
        Assert.Equal(waste.GetProperty("wasted_usd").GetString(), wasted);
        IReadOnlyList<ILocator> rows = await visitor.Page.Locator("table.folds tbody tr").AllAsync();
        JsonElement[] findings = [.. waste.GetProperty("findings").EnumerateArray()];
        Assert.Equal(findings.Length, rows.Count);
        for (int i = 0; i < rows.Count; i++)
        {
            Assert.Equal(
                findings[i].GetProperty("cost_usd").GetString(),
                await rows[i].Locator("data").GetAttributeAsync("value")
            );
        }

        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task One_of_a_tenant_gets_figures_of_his_tenant_only()
    {
        await using Visitor visitor = await _office.VisitAsync("viewer-of-globex");

        await visitor.GoAsync("/forecast?by=feature&days=7");
        string text = await visitor.TextAsync();
        Assert.Contains("reports", text, StringComparison.Ordinal);
        Assert.DoesNotContain("support", text, StringComparison.Ordinal);
        await visitor.GoAsync("/waste?last=90d&by=feature");
        Assert.DoesNotContain("support", await visitor.TextAsync(), StringComparison.Ordinal);
    }
}
