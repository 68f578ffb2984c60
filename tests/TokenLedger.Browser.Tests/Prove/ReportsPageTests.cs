using System.Text.Json;
using Microsoft.Playwright;
using TokenLedger.Browser.Tests.Running;

namespace TokenLedger.Browser.Tests.Prove;

public sealed class ReportsPageTests(StoryFolder story, Chromium chromium, Building building)
{
    private readonly Office _office = new(story, chromium, building);

    [Fact]
    public async Task The_statement_is_what_the_API_says_to_the_last_digit()
    {
        Decisions decisions = await _office.DecisionsAsync();
        JsonElement statement = await decisions.AskAsync(HttpMethod.Get, "/api/v1/chargeback?by=project&month=2026-11");
        await using Visitor visitor = await _office.VisitAsync("viewer");

        await visitor.GoAsync("/reports?by=project&month=2026-11");

        ILocator all = visitor.Page.Locator("tfoot data").Last;
        Assert.Equal(
            statement.GetProperty("total").GetProperty("charged_usd").GetString(),
            await all.GetAttributeAsync("value")
        );
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task A_file_is_taken_away_with_a_form()
    {
        await using Visitor visitor = await _office.VisitAsync("viewer");
        await visitor.GoAsync("/reports");

        IDownload file = await visitor.Page.RunAndWaitForDownloadAsync(() =>
            visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Download" }).First.ClickAsync()
        );

        await using Stream content = await file.CreateReadStreamAsync();
        using StreamReader reader = new(content);
        string? head = await reader.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.Contains("model", head, StringComparison.Ordinal);
        Assert.EndsWith(".csv", file.SuggestedFilename, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_of_a_tenant_sees_his_tenant_and_no_schedules()
    {
        await using Visitor visitor = await _office.VisitAsync("viewer-of-globex");

        await visitor.GoAsync("/reports?by=feature");

        string text = await visitor.TextAsync();
        Assert.Contains("reports", text, StringComparison.Ordinal);
        Assert.DoesNotContain("support", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Scheduled exports", text, StringComparison.Ordinal);
        Assert.Equal(400, (await visitor.GoAsync("/reports?month=nonsense")).Status);
    }
}
