using Microsoft.Playwright;
using TokenLedger.Browser.Tests.Running;

namespace TokenLedger.Browser.Tests;

/// <summary>Wherever amounts are shown, what they rest on is shown as well.</summary>
public sealed class ProvenanceTests(StoryFolder story, Chromium chromium, Building building)
{
    private readonly Office _office = new(story, chromium, building);

    [Theory]
    [InlineData("/")]
    [InlineData("/explore?last=30d")]
    [InlineData("/sessions?last=30d")]
    [InlineData("/sessions/agents?last=30d")]
    [InlineData("/sessions/one?session=code-now")]
    [InlineData("/calls?last=30d")]
    [InlineData("/budgets")]
    [InlineData("/budgets/everything")]
    [InlineData("/keys")]
    [InlineData("/waste?last=30d")]
    [InlineData("/forecast?days=7")]
    [InlineData("/rates?last=30d")]
    [InlineData("/reports")]
    public async Task A_page_of_amounts_says_how_much_was_reported_counted_estimated_or_has_no_price(string path)
    {
        await _office.DecisionsAsync();
        await using Visitor visitor = await _office.VisitAsync("viewer");

        await visitor.GoAsync(path);

        string told = await visitor.Page.Locator(".known-from").InnerTextAsync();
        Assert.Contains("reported by providers", told, StringComparison.Ordinal);
        Assert.Contains("counted", told, StringComparison.Ordinal);
        Assert.Contains("estimated", told, StringComparison.Ordinal);
        Assert.Contains("price", told, StringComparison.Ordinal);
        // It explains the marks: where one is in a table, the line has it too.
        ILocator marks = visitor.Page.Locator("main td .mark");
        if (await marks.CountAsync() > 0)
        {
            Assert.Contains("≈", told, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Lines_of_a_bill_say_it_each_for_itself()
    {
        await using Visitor visitor = await _office.VisitAsync("viewer");
        await visitor.GoAsync("/calls?last=30d&where=outcome%3Dserved");
        await visitor.Page.Locator("main tbody a").First.ClickAsync();
        await visitor.Page.ArrivedAsync(url => url.Contains("/calls/", StringComparison.Ordinal));
        Assert.Contains(
            "reported",
            await visitor.Page.Locator("main tbody").First.InnerTextAsync(),
            StringComparison.Ordinal
        );
    }
}
