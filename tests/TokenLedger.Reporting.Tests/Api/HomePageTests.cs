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
        Assert.Contains($"OPENAI_BASE_URL={reached}/v1\n", html, StringComparison.Ordinal);
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
        Assert.Equal(20, html.Split("/calls/").Length - 1);
        Assert.InRange(Encoding.UTF8.GetByteCount(html), 1000, 50_000);
    }
}
