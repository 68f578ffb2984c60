using System.Net;
using System.Net.Http.Headers;
using Microsoft.Playwright;
using TokenLedger.Browser.Tests.Running;

namespace TokenLedger.Browser.Tests;

/// <summary>Whoever is bound to a tenant sees nothing of another, on no page.</summary>
public sealed class TenantTests(StoryFolder story, Chromium chromium, Building building)
{
    private static readonly string[] s_ofAcme = ["support-bot", "customer-", "Acme Corp.", "helpdesk", "acme.day"];
    private readonly Office _office = new(story, chromium, building);

    [Fact]
    public async Task One_tenants_reader_sees_nothing_of_another()
    {
        await using Visitor visitor = await _office.SignInAsync("viewer-of-globex");
        foreach ((string name, string path) in Trails.Views())
        {
            foreach (
                string last in (string[])["", "?last=90d", "?last=90d&where=tenant%3Dacme", "?last=90d&tenant=acme"]
            )
            {
                IResponse answer = await visitor.GoAsync(path + last);
                Assert.True(answer.Status is 200 or 403, $"{path}: {answer.Status}");
                string text = await visitor.Page.InnerTextAsync("main");
                // Names that only the other tenant's calls have; the address's own words are shown in the bar.
                Assert.True(
                    !text.Contains("support-bot", StringComparison.Ordinal)
                        && !text.Contains("customer-", StringComparison.Ordinal),
                    $"{name} {path}{last} shows something of acme"
                );
            }
        }
    }

    [Fact]
    public async Task No_address_of_the_dashboard_shows_one_tenant_something_of_another()
    {
        await using Visitor visitor = await _office.SignInAsync("viewer-of-globex");
        foreach ((_, string path) in await Trails.EverywhereAsync(_office))
        {
            IResponse answer = await visitor.GoAsync(path);
            Assert.True(answer.Status is 200 or 403 or 404, $"{path}: {answer.Status}");
            string page = await visitor.Page.Locator("main").InnerHTMLAsync();
            Assert.True(
                !s_ofAcme.Any(name => page.Contains(name, StringComparison.Ordinal)),
                $"{path} shows something of acme"
            );
        }
    }

    [Fact]
    public async Task What_belongs_to_another_tenant_is_not_there()
    {
        await using Visitor admin = await _office.SignInAsync("admin");
        await admin.GoAsync("/calls?last=90d&where=tenant%3Dacme&where=outcome%3Dserved");
        string call = (await admin.Page.Locator("main tbody a").First.GetAttributeAsync("href"))!;
        await admin.GoAsync(call);
        string entry = (await admin.Page.Locator("main a[href^='/entries/']").First.GetAttributeAsync("href"))!;
        await using Visitor other = await _office.SignInAsync("viewer-of-globex");
        foreach (
            string path in (string[])
                [call, entry, "/sessions/one?session=code-now", "/sessions/one?session=code-now&of=acme"]
        )
        {
            Assert.Equal(404, (await other.GoAsync(path)).Status);
        }
    }

    [Fact]
    public async Task The_live_page_keeps_to_the_tenant_too()
    {
        Running.Dashboard dashboard = await _office.DashboardAsync();
        using HttpClient client = new() { BaseAddress = dashboard.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            Running.Dashboard.TokenOf("viewer-of-globex")
        );
        using HttpResponseMessage answer = await client.GetAsync("/live/now", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await using Stream stream = await answer.Content.ReadAsStreamAsync();
        using StreamReader reader = new(stream);
        string text = "";
        while (!text.Contains("now-health", StringComparison.Ordinal))
        {
            text += await reader.ReadLineAsync() + "\n";
        }

        Assert.Contains("now-calls", text, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "coding-agent",
            text[..text.IndexOf("now-health", StringComparison.Ordinal)]
                .Replace("globex", "", StringComparison.Ordinal)
                .Split("now-calls")[0],
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("support-bot", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_those_who_may_stop_a_session_see_how()
    {
        foreach (
            (string holder, bool may) in ((string, bool)[])
                [("admin", true), ("lead-of-acme", true), ("viewer", false), ("auditor", false)]
        )
        {
            await using Visitor visitor = await _office.SignInAsync(holder);
            await visitor.GoAsync("/sessions/one?session=code-now");
            bool shown = await visitor
                .Page.GetByRole(AriaRole.Button, new() { Name = "Stop the session" })
                .IsVisibleAsync();
            Assert.True(may == shown, $"{holder}: {shown}");
        }
    }
}
