using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using TokenLedger.Browser.Tests.Running;
using TokenLedger.Dashboard.Charts;

namespace TokenLedger.Browser.Tests.Control;

public sealed class BudgetPagesTests(StoryFolder story, Chromium chromium, Building building)
{
    private readonly Office _office = new(story, chromium, building);

    [Fact]
    public async Task What_is_used_and_left_is_what_the_API_says()
    {
        Decisions decisions = await _office.DecisionsAsync();
        JsonElement budget = await decisions.AskAsync(HttpMethod.Get, "/api/v1/budgets/globex.month");
        JsonElement account = budget.GetProperty("accounts")[0];
        await using Visitor visitor = await _office.VisitAsync("viewer");

        await visitor.GoAsync("/budgets");

        ILocator row = visitor.Page.Locator("tr", new() { HasText = "globex.month" });
        string text = await row.InnerTextAsync();
        string gauge = (await row.Locator("svg.bar").GetAttributeAsync("aria-label"))!;
        foreach (string member in (string[])["used", "limit", "remaining"])
        {
            string amount = Dollars(account.GetProperty(member).GetString()!);
            Assert.Contains(amount, member == "remaining" ? text : gauge, StringComparison.Ordinal);
        }

        Assert.Contains("fine", text, StringComparison.Ordinal);
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task An_administrator_sets_changes_overrides_and_removes_a_budget()
    {
        await using Visitor visitor = await _office.VisitAsync("admin");
        IPage page = visitor.Page;
        await visitor.GoAsync("/budgets");

        ILocator form = page.Locator("form[data-api='PUT /api/v1/budgets/{id}']");
        await form.GetByLabel("Name").FillAsync("made-here");
        await form.Locator("[name='limits.0.amount']").FillAsync("12.5");
        await form.Locator("[name='window.period']").SelectOptionAsync("month");
        await form.Locator("[name='by0']").FillAsync("feature");
        await form.Locator("[name='scope.{by0}']").FillAsync("search");
        await visitor.ReloadedAsync(() => form.GetByRole(AriaRole.Button, new() { Name = "Set" }).ClickAsync());
        Assert.Contains("$12.50", await Row(visitor, "made-here"), StringComparison.Ordinal);

        await visitor.GoAsync("/budgets/made-here");
        ILocator change = page.Locator("form[data-api='PUT /api/v1/budgets/made-here']");
        await change.Locator("[name='limits.0.amount']").FillAsync("20");
        await visitor.ReloadedAsync(() => change.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync());
        Assert.Contains("$20", await visitor.TextAsync(), StringComparison.Ordinal);
        Assert.Contains("feature search", await visitor.TextAsync(), StringComparison.Ordinal);

        ILocator over = page.Locator("form[data-api='POST /api/v1/budgets/made-here/overrides']");
        await over.Locator("[name='amount']").FillAsync("99");
        await over.GetByLabel("Why").FillAsync("<b>launch</b>");
        await visitor.ReloadedAsync(() => over.GetByRole(AriaRole.Button, new() { Name = "Override" }).ClickAsync());
        string text = await visitor.TextAsync();
        Assert.Contains("99 usd", text, StringComparison.Ordinal);
        Assert.Contains("<b>launch</b>", text, StringComparison.Ordinal);
        Assert.Empty(visitor.Complaints);

        visitor.AcceptNextDialog();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await page.ArrivedAsync(url => url.EndsWith("/budgets", StringComparison.Ordinal));
        Assert.DoesNotContain("made-here", await visitor.TextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rolling", "36h", "the last 36 h")]
    [InlineData("session", null, "a session")]
    [InlineData("lifetime", null, "all time")]
    public async Task A_form_sets_every_kind_of_window_with_several_limits_and_scopes(
        string window,
        string? length,
        string told
    )
    {
        Decisions decisions = await _office.DecisionsAsync();
        await using Visitor visitor = await _office.VisitAsync("admin");
        IPage page = visitor.Page;
        await visitor.GoAsync("/budgets");
        ILocator form = page.Locator("form[data-api='PUT /api/v1/budgets/{id}']");

        await form.GetByLabel("Name").FillAsync("form-" + window);
        await form.Locator("[name='limits.0.amount']").FillAsync("7");
        await form.Locator("[name='limits.1.amount']").FillAsync("900");
        await form.Locator("[name='limits.1.unit']").SelectOptionAsync("tokens");
        await form.Locator("[name='window.kind']").SelectOptionAsync(window);
        Assert.False(await form.Locator("[name='window.period']").IsVisibleAsync());
        if (length is not null)
        {
            await form.Locator("[name='window.length']").FillAsync(length);
        }

        await form.Locator("[name='by0']").FillAsync("tag:team");
        await form.Locator("[name='scope.{by0}']").FillAsync("plat*");
        await form.Locator("[name='by1']").FillAsync("environment");
        await form.Locator("[name='scope.{by1}']").FillAsync("production");
        await visitor.ReloadedAsync(() => form.GetByRole(AriaRole.Button, new() { Name = "Set" }).ClickAsync());

        JsonElement kept = (await decisions.AskAsync(HttpMethod.Get, "/api/v1/budgets/form-" + window)).GetProperty(
            "budget"
        );
        Assert.Equal(window, kept.GetProperty("window").GetProperty("kind").GetString());
        Assert.Equal(2, kept.GetProperty("limits").GetArrayLength());
        Assert.Equal("tokens", kept.GetProperty("limits")[1].GetProperty("unit").GetString());
        Assert.Equal("plat*", kept.GetProperty("scope").GetProperty("tag:team").GetString());
        Assert.Equal("production", kept.GetProperty("scope").GetProperty("environment").GetString());

        // The same form changes it, and begins with what it is.
        await visitor.GoAsync("/budgets/form-" + window);
        Assert.Contains(told, await visitor.TextAsync(), StringComparison.Ordinal);
        ILocator change = page.Locator($"form[data-api='PUT /api/v1/budgets/form-{window}']");
        await change.Locator("[name='limits.1.amount']").FillAsync("");
        await visitor.ReloadedAsync(() => change.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync());
        JsonElement changed = (await decisions.AskAsync(HttpMethod.Get, "/api/v1/budgets/form-" + window)).GetProperty(
            "budget"
        );
        Assert.Equal(1, changed.GetProperty("limits").GetArrayLength());
        Assert.Equal(kept.GetProperty("window").GetRawText(), changed.GetProperty("window").GetRawText());
        Assert.Equal(kept.GetProperty("scope").GetRawText(), changed.GetProperty("scope").GetRawText());
        Assert.Empty(visitor.Complaints);
        await decisions.AskAsync(HttpMethod.Delete, "/api/v1/budgets/form-" + window);
    }

    [Fact]
    public async Task What_is_wrong_with_a_budget_and_that_another_was_faster_is_said_beside_the_form()
    {
        Decisions decisions = await _office.DecisionsAsync();
        await decisions.AskAsync(HttpMethod.Put, "/api/v1/budgets/raced", Body("1"));
        await using Visitor visitor = await _office.VisitAsync("admin");
        await visitor.GoAsync("/budgets/raced");
        await decisions.AskAsync(HttpMethod.Put, "/api/v1/budgets/raced", Body("2"));
        ILocator form = visitor.Page.Locator("form[data-api='PUT /api/v1/budgets/raced']");

        await form.Locator("[name='limits.0.amount']").FillAsync("3");
        await form.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(form.Locator(".said")).ToContainTextAsync("changed");
        JsonElement kept = await decisions.AskAsync(HttpMethod.Get, "/api/v1/budgets/raced");
        Assert.Equal("2", kept.GetProperty("budget").GetProperty("limits")[0].GetProperty("amount").GetString());

        await visitor.GoAsync("/budgets/raced");
        await form.Locator("[name='limits.0.amount']").FillAsync("minus three");
        await form.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(form.Locator(".said")).ToContainTextAsync("limits[0].amount");
    }

    [Fact]
    public async Task A_viewer_has_no_forms_and_one_of_a_tenant_sees_its_own_budgets_only()
    {
        await using Visitor viewer = await _office.VisitAsync("viewer");
        await viewer.GoAsync("/budgets/acme.day");
        Assert.Equal(0, await viewer.Page.Locator("form[data-api]").CountAsync());

        await using Visitor lead = await _office.VisitAsync("lead-of-acme");
        await lead.GoAsync("/budgets");
        string text = await lead.TextAsync();
        Assert.Contains("acme.day", text, StringComparison.Ordinal);
        Assert.DoesNotContain("globex", text, StringComparison.Ordinal);
        Assert.DoesNotContain("everything", text, StringComparison.Ordinal);
        IResponse foreign = await lead.GoAsync("/budgets/globex.month");
        Assert.Equal(404, foreign.Status);
        Assert.DoesNotContain("globex", await lead.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_scripts_it_reads_and_names_the_command()
    {
        await using Visitor visitor = await _office.VisitAsync("admin", new() { JavaScriptEnabled = false });

        await visitor.GoAsync("/budgets/acme.day");

        Assert.Contains("tokenledger budgets override acme.day", await visitor.TextAsync(), StringComparison.Ordinal);
        Assert.False(await visitor.Page.Locator("form[data-api]").First.IsVisibleAsync());
    }

    private static string Body(string amount) =>
        $$$"""{"limits":[{"unit":"usd","amount":"{{{amount}}}"}],"window":{"kind":"calendar","period":"day"}}""";

    private static string Dollars(string amount) =>
        ChartText.Dollars(decimal.Parse(amount, CultureInfo.InvariantCulture));

    private static Task<string> Row(Visitor visitor, string budget) =>
        visitor.Page.Locator("tr", new() { HasText = budget }).InnerTextAsync();
}
