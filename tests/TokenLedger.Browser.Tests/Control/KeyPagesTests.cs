using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TokenLedger.Browser.Tests.Running;

namespace TokenLedger.Browser.Tests.Control;

public sealed partial class KeyPagesTests(StoryFolder story, Chromium chromium, Building building)
{
    private readonly Office _office = new(story, chromium, building);

    [Fact]
    public async Task A_new_key_is_shown_once_and_never_again()
    {
        await using Visitor visitor = await _office.VisitAsync("admin");
        IPage page = visitor.Page;
        await visitor.GoAsync("/keys");
        ILocator form = page.Locator("form[data-api='POST /api/v1/keys']");

        await form.GetByLabel("Name").FillAsync("made-here");
        await form.GetByLabel("Models").FillAsync("gpt-5*, claude-*");
        await form.GetByLabel("Expires").FillAsync("2026-12-24");
        await form.GetByRole(AriaRole.Button, new() { Name = "Issue" }).ClickAsync();
        await Assertions.Expect(form.Locator(".said")).ToContainTextAsync("tl-");
        Match key = WholeKey().Match(await form.Locator(".said").InnerTextAsync());
        Assert.True(key.Success);

        await visitor.GoAsync("/keys");
        Assert.DoesNotContain(key.Groups[2].Value, await page.ContentAsync(), StringComparison.Ordinal);
        await visitor.GoAsync("/keys/vk_" + key.Groups[1].Value);
        string html = await page.ContentAsync();
        Assert.DoesNotContain(key.Groups[2].Value, html, StringComparison.Ordinal);
        Assert.Contains("gpt-5*, claude-*", html, StringComparison.Ordinal);
        Assert.Contains("2026-12-24", html, StringComparison.Ordinal);

        visitor.AcceptNextDialog();
        ILocator rotate = page.Locator("form[data-api$='/rotate']");
        await rotate.GetByRole(AriaRole.Button, new() { Name = "Rotate" }).ClickAsync();
        await Assertions.Expect(rotate.Locator(".said")).ToContainTextAsync("tl-" + key.Groups[1].Value);
        await visitor.GoAsync("/audit?what=key");
        string audit = await page.ContentAsync();
        Assert.Contains("(hidden)", audit, StringComparison.Ordinal);
        Assert.DoesNotContain(key.Groups[2].Value, audit, StringComparison.Ordinal);
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task A_revoked_key_says_so_and_can_be_taken_off_the_list()
    {
        Decisions decisions = await _office.DecisionsAsync();
        string id = (await decisions.AskAsync(HttpMethod.Post, "/api/v1/keys", """{"name":"short-lived"}"""))
            .GetProperty("id")
            .GetString()!;
        await using Visitor visitor = await _office.VisitAsync("admin");
        await visitor.GoAsync("/keys/" + id);

        visitor.AcceptNextDialog();
        await visitor.ReloadedAsync(() =>
            visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Revoke at once" }).ClickAsync()
        );
        Assert.Contains("revoked", await visitor.TextAsync(), StringComparison.Ordinal);

        visitor.AcceptNextDialog();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Take off the list" }).ClickAsync();
        await visitor.Page.ArrivedAsync(url => url.EndsWith("/keys", StringComparison.Ordinal));
        Assert.DoesNotContain("short-lived", await visitor.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_are_shown_as_they_are_and_run_nothing()
    {
        await using Visitor visitor = await _office.VisitAsync("admin");

        await visitor.GoAsync("/keys");

        Assert.Contains(Decisions.Attack, await visitor.TextAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await visitor.Page.Locator("img").CountAsync());
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task One_of_a_tenant_sees_its_own_keys_and_tenant_only()
    {
        Decisions decisions = await _office.DecisionsAsync();
        await using Visitor lead = await _office.VisitAsync("lead-of-acme");

        await lead.GoAsync("/keys");

        string text = await lead.TextAsync();
        Assert.Contains("ci", text, StringComparison.Ordinal);
        Assert.DoesNotContain("nightly", text, StringComparison.Ordinal);
        Assert.DoesNotContain("globex", text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(404, (await lead.GoAsync("/keys/" + decisions.Keys[1])).Status);
        Assert.Equal(404, (await lead.GoAsync("/tenant?id=globex")).Status);
        Assert.Equal(200, (await lead.GoAsync("/tenant?id=acme")).Status);
    }

    [Fact]
    public async Task An_administrator_switches_a_tenant_off_and_on()
    {
        Decisions decisions = await _office.DecisionsAsync();
        await decisions.AskAsync(
            HttpMethod.Put,
            "/api/v1/tenants/umbrella",
            """{"name":"Umbrella","models":["gpt-*"]}"""
        );
        await using Visitor visitor = await _office.VisitAsync("admin");
        await visitor.GoAsync("/tenant?id=umbrella");

        await visitor.Page.GetByLabel("its calls are taken").UncheckAsync();
        await visitor.ReloadedAsync(() =>
            visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync()
        );

        Assert.Contains("switched off", await visitor.TextAsync(), StringComparison.Ordinal);
        Assert.Contains("gpt-*", await visitor.Page.ContentAsync(), StringComparison.Ordinal);
    }

    [GeneratedRegex("tl-([a-z2-7]{12})-([a-z2-7]{52})")]
    private static partial Regex WholeKey();
}
