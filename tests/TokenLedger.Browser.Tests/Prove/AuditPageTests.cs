using Microsoft.Playwright;
using TokenLedger.Browser.Tests.Running;

namespace TokenLedger.Browser.Tests.Prove;

public sealed class AuditPageTests(StoryFolder story, Chromium chromium, Building building)
{
    private readonly Office _office = new(story, chromium, building);

    [Fact]
    public async Task It_tells_who_changed_what_from_what_to_what()
    {
        await _office.DecisionsAsync();
        await using Visitor visitor = await _office.VisitAsync("auditor");

        await visitor.GoAsync("/audit?what=budget&subject=quiet");

        string changed = await visitor.Page.Locator("tr", new() { HasText = "budget.changed" }).First.InnerTextAsync();
        Assert.Contains("token:admin", changed, StringComparison.Ordinal);
        Assert.Contains("limits[0].amount", changed, StringComparison.Ordinal);
        Assert.Equal("5", (await visitor.Page.Locator("del").First.InnerTextAsync()).Trim());
        Assert.Equal("7.5", (await visitor.Page.Locator("ins").First.InnerTextAsync()).Trim());
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Reasons_that_people_gave_run_nothing()
    {
        await _office.DecisionsAsync();
        await using Visitor visitor = await _office.VisitAsync("admin");

        await visitor.GoAsync("/audit?what=override");

        Assert.Contains(Decisions.Attack, await visitor.TextAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await visitor.Page.Locator("img").CountAsync());
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task A_range_is_verified_with_and_without_scripts()
    {
        foreach (bool scripts in (bool[])[true, false])
        {
            await using Visitor visitor = await _office.VisitAsync("auditor", new() { JavaScriptEnabled = scripts });
            await visitor.GoAsync("/audit");

            await visitor.Page.GetByLabel("From entry").FillAsync("100");
            await visitor.Page.GetByLabel("Entries, at most").FillAsync("250");
            await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Verify" }).ClickAsync();
            await visitor.Page.ArrivedAsync(url => url.Contains("verify=100", StringComparison.Ordinal));

            string said = await visitor.Page.Locator(".verified").InnerTextAsync();
            Assert.Contains("Intact. Entries 100 to 349", said, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_is_no_position_is_refused_and_beyond_the_end_there_is_nothing()
    {
        await using Visitor visitor = await _office.VisitAsync("auditor");

        Assert.Equal(400, (await visitor.GoAsync("/audit?verify=-1")).Status);
        Assert.Equal(400, (await visitor.GoAsync("/audit?before=abc")).Status);
        await visitor.GoAsync("/audit?verify=99999999");
        Assert.Contains("none of them is from 99,999,999 on", await visitor.TextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("viewer")]
    [InlineData("lead-of-acme")]
    [InlineData("viewer-of-globex")]
    public async Task Others_than_auditors_and_administrators_get_nothing_of_it(string holder)
    {
        await using Visitor visitor = await _office.VisitAsync(holder);

        IResponse answer = await visitor.GoAsync("/audit");

        Assert.Equal(403, answer.Status);
        Assert.DoesNotContain("token:admin", await answer.TextAsync(), StringComparison.Ordinal);
        await visitor.GoAsync("/budgets");
        Assert.Equal(0, await visitor.Page.Locator("nav a[href^='/audit']").CountAsync());
    }
}
