using System.Net;
using System.Text;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Api;

public sealed class HomePageTests
{
    private static readonly Uri _home = new("/", UriKind.Relative);

    [Fact]
    public async Task An_empty_ledger_shows_how_to_point_an_agent_here()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        string html = await host.Client.GetStringAsync(_home, TestContext.Current.CancellationToken);
        string reached = $"http://127.0.0.1:{host.Client.BaseAddress!.Port}";
        Assert.Contains($"OPENAI_BASE_URL={reached}/v1<", html, StringComparison.Ordinal);
        Assert.Contains($"ANTHROPIC_BASE_URL={reached}", html, StringComparison.Ordinal);
        Assert.Contains("tokenledger demo", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_lines_to_copy_name_the_host_the_caller_reached()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        using HttpRequestMessage request = new(HttpMethod.Get, _home) { Headers = { Host = "ledger.example:9000" } };
        using HttpResponseMessage response = await host.Client.SendAsync(
            request,
            TestContext.Current.CancellationToken
        );
        string html = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("OPENAI_BASE_URL=http://ledger.example:9000/v1", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_from_callers_stay_within_their_attributes()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        const string attack = "\" onmouseover=\"alert(1)\" x='";
        Samples.Call(host.Ledger, "1", model: attack, who: new Attribution { Agent = attack }, at: ApiHost.Now);
        using HttpResponseMessage response = await host.Client.GetAsync(_home, TestContext.Current.CancellationToken);
        string html = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Contains("&quot; onmouseover=&quot;alert(1)", html, StringComparison.Ordinal);
        Assert.DoesNotContain("\" onmouseover", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_from_callers_are_inert()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        const string attack = "<script>alert(1)</script>\"'&";
        Samples.Call(host.Ledger, "1", model: attack, who: new Attribution { Agent = attack }, at: ApiHost.Now);
        using HttpResponseMessage response = await host.Client.GetAsync(_home, TestContext.Current.CancellationToken);
        string html = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("<script>", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;alert(1)", html, StringComparison.Ordinal);
        string policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_shows_today_and_stays_small()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        string longName = new('m', 200);
        for (int i = 0; i < 30; i++)
        {
            Samples.Call(
                host.Ledger,
                "0.1",
                model: longName,
                who: new Attribution { Agent = longName },
                at: ApiHost.Now
            );
        }

        string html = await host.Client.GetStringAsync(_home, TestContext.Current.CancellationToken);
        Assert.Contains("As of entry <b>60</b>", html, StringComparison.Ordinal);
        Assert.Equal(12, html.Split("\"/calls/").Length - 1);
        Assert.DoesNotContain(longName, html, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(html), 1000, 50_000);
    }

    [Fact]
    public async Task While_the_views_are_built_the_page_says_so_and_looks_again()
    {
        await using ApiHost host = await ApiHost.StartAsync(follow: false);
        using HttpResponseMessage response = await host.Client.GetAsync(_home, TestContext.Current.CancellationToken);
        string html = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("The views are being built", html, StringComparison.Ordinal);
        Assert.True(response.Headers.Contains("Refresh"));
    }

    [Fact]
    public async Task What_pages_are_made_of_is_kept_by_the_browser_until_it_changes()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        string html = await host.Client.GetStringAsync(_home, TestContext.Current.CancellationToken);
        string path = html.Split("rel=\"stylesheet\" href=\"")[1].Split('"')[0];
        using HttpResponseMessage style = await host.Client.GetAsync(
            new Uri(path, UriKind.Relative),
            TestContext.Current.CancellationToken
        );
        Assert.Equal("text/css", style.Content.Headers.ContentType!.MediaType);
        Assert.Contains("immutable", style.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Contains(style.Headers.ETag!.Tag.Trim('"'), path, StringComparison.Ordinal);
        using HttpRequestMessage again = new(HttpMethod.Get, path);
        again.Headers.IfNoneMatch.Add(style.Headers.ETag);
        using HttpResponseMessage kept = await host.Client.SendAsync(again, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotModified, kept.StatusCode);
    }
}
