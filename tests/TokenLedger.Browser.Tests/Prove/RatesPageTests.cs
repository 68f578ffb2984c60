using System.Text.Json;
using TokenLedger.Browser.Tests.Running;
using TokenLedger.Browser.Tests.Seeding;

namespace TokenLedger.Browser.Tests.Prove;

public sealed class RatesPageTests(StoryFolder story, Chromium chromium, Building building)
{
    private readonly Office _office = new(story, chromium, building);

    [Fact]
    public async Task Coverage_is_what_the_API_says_and_unpriced_models_come_first()
    {
        Decisions decisions = await _office.DecisionsAsync();
        JsonElement costs = await decisions.AskAsync(HttpMethod.Get, "/api/v1/costs?by=model&last=30d");
        long unpriced = costs.GetProperty("total").GetProperty("unpriced_calls").GetInt64();
        await using Visitor visitor = await _office.VisitAsync("viewer");

        await visitor.GoAsync("/rates?last=30d");

        string figures = await visitor.Page.Locator(".figures").InnerTextAsync();
        Assert.Contains($"Unpriced calls\n{unpriced}", figures, StringComparison.Ordinal);
        string first = await visitor.Page.Locator("tbody tr").First.InnerTextAsync();
        Assert.Contains(Story.Script, first, StringComparison.Ordinal);
        Assert.Contains("no price", first, StringComparison.Ordinal);
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task A_model_leads_to_its_rows_and_one_without_a_price_says_so()
    {
        await using Visitor visitor = await _office.VisitAsync("viewer");

        await visitor.GoAsync("/rates/model?provider=anthropic&model=claude-sonnet-5-5");
        Assert.Contains("tokens.cache_read", await visitor.TextAsync(), StringComparison.Ordinal);
        Assert.Contains("in force", await visitor.TextAsync(), StringComparison.Ordinal);

        await visitor.GoAsync("/rates/model?provider=openai&model=" + Uri.EscapeDataString(Story.Script));
        Assert.Contains("no price", await visitor.TextAsync(), StringComparison.Ordinal);
        Assert.Equal(400, (await visitor.GoAsync("/rates/model?provider=openai")).Status);
    }

    [Fact]
    public async Task The_book_in_force_stands_in_the_history_for_those_who_see_changes()
    {
        await using Visitor auditor = await _office.VisitAsync("auditor");
        await auditor.GoAsync("/rates");
        Assert.Contains(
            "in force",
            await auditor.Page.Locator("section", new() { HasText = "Books in force so far" }).Last.InnerTextAsync(),
            StringComparison.Ordinal
        );

        await using Visitor viewer = await _office.VisitAsync("viewer");
        await viewer.GoAsync("/rates");
        Assert.DoesNotContain("Books in force so far", await viewer.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_of_a_tenant_sees_what_his_tenant_called()
    {
        await using Visitor visitor = await _office.VisitAsync("viewer-of-globex");

        await visitor.GoAsync("/rates?last=90d");

        string text = await visitor.TextAsync();
        Assert.Contains("gemini-2.5-flash", text, StringComparison.Ordinal);
        Assert.DoesNotContain("house-model-7b", text, StringComparison.Ordinal);
        Assert.DoesNotContain("gpt-4o-mini", text, StringComparison.Ordinal);
    }
}
