using System.Net;
using System.Text.Json;
using TokenLedger.Ledger.Control;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Api;

public sealed class SessionReportsApiTests
{
    private const string All = "from=2026-10-01";

    [Fact]
    public async Task Sessions_a_session_and_agents_are_answered_with_exact_amounts()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        Samples.Call(host.Ledger, "0.000001", who: Who("red", "s/1", "planner"));
        Samples.Call(host.Ledger, "2", who: Who("red", "s/1", "coder") with { ParentAgent = "planner" });
        JsonElement list = await Get(host, $"/api/v1/reports/sessions?{All}");
        JsonElement session = list.GetProperty("sessions")[0];
        Assert.Equal("2.000001", session.GetProperty("figures").GetProperty("cost_usd").GetString());
        Assert.Equal(
            ["planner", "coder"],
            session.GetProperty("agents").EnumerateArray().Select(one => one.GetString())
        );
        Assert.Equal(4, list.GetProperty("as_of_entry").GetInt64());
        JsonElement one = await Get(host, "/api/v1/reports/sessions/s%2F1");
        Assert.Equal(2, one.GetProperty("calls").GetArrayLength());
        Assert.Equal(
            "2.000001",
            one.GetProperty("agents")[0].GetProperty("inclusive").GetProperty("cost_usd").GetString()
        );
        JsonElement agents = await Get(host, $"/api/v1/reports/agents?{All}");
        Assert.Equal("2.000001", agents.GetProperty("agents")[0].GetProperty("cost_per_session_usd").GetString());
    }

    [Theory]
    [InlineData("/api/v1/reports/sessions", "sessions")]
    [InlineData("/api/v1/reports/agents", "agents")]
    [InlineData("/api/v1/reports/expensive", "calls")]
    public async Task An_empty_ledger_gives_empty_lists(string path, string list)
    {
        await using ApiHost host = await ApiHost.StartAsync();
        Assert.Equal(0, (await Get(host, path)).GetProperty(list).GetArrayLength());
    }

    [Fact]
    public async Task Waste_of_an_empty_ledger_is_five_kinds_of_nothing()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        JsonElement waste = await Get(host, "/api/v1/reports/waste");
        Assert.Equal("0", waste.GetProperty("wasted_usd").GetString());
        Assert.Equal(
            ["failed", "retried", "abandoned", "duplicate", "missed_caching"],
            waste.GetProperty("findings").EnumerateArray().Select(one => one.GetProperty("kind").GetString())
        );
    }

    [Theory]
    [InlineData("/api/v1/reports/sessions?order=length", "order")]
    [InlineData("/api/v1/reports/sessions?limit=0", "limit")]
    [InlineData("/api/v1/reports/sessions?limit=1001", "limit")]
    [InlineData("/api/v1/reports/sessions?where=colour=red", "colour")]
    [InlineData("/api/v1/reports/sessions/s?skip=-1", "skip")]
    [InlineData("/api/v1/reports/agents?last=1w", "1w")]
    [InlineData("/api/v1/reports/expensive?limit=many", "limit")]
    [InlineData("/api/v1/reports/waste?by=colour", "colour")]
    [InlineData("/api/v1/reports/waste?kept-for=2d", "kept-for")]
    public async Task A_question_that_makes_no_sense_gets_a_sentence_that_names_it(string path, string named)
    {
        await using ApiHost host = await ApiHost.StartAsync();
        using HttpResponseMessage answer = await host.Client.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(named, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_tenant_sees_its_own_sessions_calls_and_waste_only()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        Samples.Call(host.Ledger, "1", who: Who("red", "s", "a"));
        Samples.Call(host.Ledger, "2", who: Who("blue", "s", "a"));
        Samples.Call(host.Ledger, "4", who: Who("blue", "blues", "a"));
        host.Reader = new ReadScope("red", false);
        JsonElement list = await Get(host, $"/api/v1/reports/sessions?{All}");
        Assert.Equal("1", list.GetProperty("total").GetProperty("cost_usd").GetString());
        JsonElement one = await Get(host, "/api/v1/reports/sessions/s");
        Assert.Equal("1", one.GetProperty("figures").GetProperty("cost_usd").GetString());
        JsonElement agents = await Get(host, $"/api/v1/reports/agents?{All}");
        Assert.Equal("1", agents.GetProperty("total").GetProperty("cost_usd").GetString());
        JsonElement calls = await Get(host, $"/api/v1/reports/expensive?{All}");
        Assert.Equal(1, calls.GetProperty("calls").GetArrayLength());
        Assert.Equal("1", (await Get(host, $"/api/v1/reports/waste?{All}")).GetProperty("spent_usd").GetString());
        Assert.Equal(HttpStatusCode.NotFound, await Status(host, "/api/v1/reports/sessions/blues"));
        Assert.Equal(HttpStatusCode.BadRequest, await Status(host, "/api/v1/reports/sessions?tenant=blue"));
        Assert.Equal(HttpStatusCode.BadRequest, await Status(host, "/api/v1/reports/sessions/s?where=tenant=blue"));
    }

    [Fact]
    public async Task A_session_of_several_tenants_must_be_named_with_its_tenant()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        Samples.Call(host.Ledger, "1", who: Who("red", "s", "a"));
        Samples.Call(host.Ledger, "2", who: Who(null, "s", "a"));
        Assert.Equal(HttpStatusCode.BadRequest, await Status(host, "/api/v1/reports/sessions/s"));
        JsonElement red = await Get(host, "/api/v1/reports/sessions/s?tenant=red");
        Assert.Equal("1", red.GetProperty("figures").GetProperty("cost_usd").GetString());
        JsonElement none = await Get(host, "/api/v1/reports/sessions/s?where=tenant%3D(none)");
        Assert.Equal("2", none.GetProperty("figures").GetProperty("cost_usd").GetString());
    }

    private static Attribution Who(string? tenant, string session, string agent) =>
        new()
        {
            Tenant = tenant,
            Session = session,
            Agent = agent,
        };

    private static async Task<JsonElement> Get(ApiHost host, string path)
    {
        Assert.True(
            await host.Follower.WaitForAsync(
                host.Ledger.Head.Size,
                ApiHost.Patience,
                TestContext.Current.CancellationToken
            )
        );
        string text = await host.Client.GetStringAsync(path, TestContext.Current.CancellationToken);
        return JsonDocument.Parse(text).RootElement;
    }

    private static async Task<HttpStatusCode> Status(ApiHost host, string path)
    {
        using HttpResponseMessage answer = await host.Client.GetAsync(path, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
