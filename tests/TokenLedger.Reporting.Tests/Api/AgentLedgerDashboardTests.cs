using System.Globalization;
using System.Net;
using System.Text.Json;
using TokenLedger.Ledger.Control;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Api;

/// <summary>AgentLedger's ten dashboard endpoints: its names and forms, without its defects.</summary>
public sealed class AgentLedgerDashboardTests
{
    private static readonly string[] _lists =
    [
        "timeseries",
        "timeseries/tokens",
        "costs",
        "sessions",
        "sessions/history",
        "expensive",
        "export",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // D-11, D-13
    [Theory]
    [InlineData("model", "openai|gpt|||")]
    [InlineData("provider", "openai||||")]
    [InlineData("key", "||k_1||")]
    [InlineData("agent", "|||coder|")]
    [InlineData("session", "|||coder|s")]
    public async Task Every_grouping_of_the_dashboard_shows_what_it_groups_by(string grouping, string expected)
    {
        await using ApiHost host = await ApiHost.StartAsync();
        Call(
            host,
            "1.5",
            who: new()
            {
                Key = "k_1",
                Agent = "coder",
                Session = "s",
            }
        );
        JsonElement row = Assert.Single((await Get(host, $"costs?group_by={grouping}")).EnumerateArray());
        string[] names = ["Provider", "Model", "APIKeyHash", "AgentID", "SessionID"];
        Assert.Equal(expected, string.Join('|', names.Select(name => row.GetProperty(name).GetString())));
        Assert.Equal(
            (1L, 100L, 7L, 1.5m),
            (
                row.GetProperty("Requests").GetInt64(),
                row.GetProperty("InputTokens").GetInt64(),
                row.GetProperty("OutputTokens").GetInt64(),
                row.GetProperty("TotalCostUSD").GetDecimal()
            )
        );
    }

    // D-12
    [Fact]
    public async Task A_model_of_two_providers_is_two_rows_of_the_dashboard()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        Call(host, "1", provider: "openai", model: "llama");
        Call(host, "2", provider: "groq", model: "llama");
        JsonElement rows = await Get(host, "costs");
        Assert.Equal(
            ["groq 2", "openai 1"],
            rows.EnumerateArray().Select(row => $"{row.GetProperty("Provider")} {row.GetProperty("TotalCostUSD")}")
        );
    }

    // D-14, D-17, D-19
    [Fact]
    public async Task A_fresh_installation_answers_zeros_and_empty_lists_never_null_and_no_error()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        foreach (string list in _lists)
        {
            Assert.Equal(JsonValueKind.Array, (await Get(host, list)).ValueKind);
        }

        JsonElement stats = await Get(host, "stats");
        Assert.All(stats.EnumerateObject(), one => Assert.Equal(0, one.Value.GetDecimal()));
        JsonElement latency = await Get(host, "latency");
        Assert.Equal(0, latency.GetProperty("p99_ms").GetInt64());
        Assert.Equal(6, latency.GetProperty("buckets").GetArrayLength());
        Assert.All((await Get(host, "summary")).EnumerateObject(), one => Assert.Equal(0, one.Value.GetDecimal()));
    }

    // D-15
    [Fact]
    public async Task Failed_and_refused_requests_are_in_the_rates_of_the_dashboard()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        Call(host, "1");
        Call(host, "1", change: end => end with { Outcome = "upstream_failed", HttpStatus = 503 });
        Entry refused = Authorization();
        host.Ledger.Append(
            refused with
            {
                Kind = EntryKind.Rejection,
                Hold = null,
                Outcome = "rate_limited",
                HttpStatus = 429,
                Repeats = 2,
            }
        );
        JsonElement stats = await Get(host, "stats");
        Assert.Equal(4, stats.GetProperty("total_requests").GetInt64());
        Assert.Equal(3, stats.GetProperty("error_requests").GetInt64());
        Assert.Equal(0.75m, stats.GetProperty("error_rate").GetDecimal());
        Assert.Equal(2, stats.GetProperty("count_429").GetInt64());
        Assert.Equal(1, stats.GetProperty("count_5xx").GetInt64());
        Assert.Equal(0.5m, stats.GetProperty("avg_cost_per_request").GetDecimal());
        Assert.Equal(812m, stats.GetProperty("avg_duration_ms").GetDecimal());
    }

    // D-16
    [Fact]
    public async Task Percentiles_of_the_dashboard_are_those_of_all_calls_not_of_the_fastest()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        for (int i = 1; i <= 200; i++)
        {
            int latency = i * 100;
            Call(host, "1", change: end => end with { LatencyMs = latency });
        }

        JsonElement times = await Get(host, "latency");
        Assert.Equal(10_000, times.GetProperty("p50_ms").GetInt64());
        Assert.Equal(18_000, times.GetProperty("p90_ms").GetInt64());
        Assert.Equal(19_800, times.GetProperty("p99_ms").GetInt64());
        Assert.Equal(
            ["<100ms 0", "100-500ms 4", "500ms-1s 5", "1-3s 20", "3-10s 70", ">10s 101"],
            times
                .GetProperty("buckets")
                .EnumerateArray()
                .Select(one => $"{one.GetProperty("label").GetString()} {one.GetProperty("count")}")
        );
    }

    // D-18
    [Theory]
    [InlineData("user", "u")]
    [InlineData("tenant", "t")]
    [InlineData("feature", "f")]
    [InlineData("project", "p")]
    [InlineData("environment", "e")]
    public async Task What_AgentLedger_cannot_group_by_the_costs_of_the_API_can(string grouping, string value)
    {
        await using ApiHost host = await ApiHost.StartAsync();
        Call(
            host,
            "1",
            who: new()
            {
                User = "u",
                Tenant = "t",
                Feature = "f",
                Project = "p",
                Environment = "e",
            }
        );
        Assert.True(await host.Follower.WaitForAsync(host.Ledger.Head.Size, ApiHost.Patience, Cancellation));
        string text = await host.Client.GetStringAsync($"/api/v1/costs?by={grouping}", Cancellation);
        JsonElement row = JsonElement.Parse(text).GetProperty("rows")[0];
        Assert.Equal(value, row.GetProperty("group").GetProperty(grouping).GetString());
    }

    // D-19
    [Theory]
    [InlineData("costs?hours=0", "hours")]
    [InlineData("costs?hours=999999999", "hours")]
    [InlineData("timeseries?interval=minute&hours=8784", "periods")]
    [InlineData("timeseries?interval=second", "interval")]
    [InlineData("expensive?limit=100000", "limit")]
    [InlineData("sessions/history?limit=-1", "limit")]
    [InlineData("sessions/history?status=dead", "status")]
    [InlineData("costs?group_by=colour", "group_by")]
    [InlineData("export?format=xml", "format")]
    public async Task Hours_and_limits_of_the_dashboard_are_bounded(string path, string named)
    {
        await using ApiHost host = await ApiHost.StartAsync();
        using HttpResponseMessage answer = await host.Client.GetAsync("/api/dashboard/" + path, Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(named, await answer.Content.ReadAsStringAsync(Cancellation));
    }

    // D-10
    [Fact]
    public async Task Fourteen_questions_of_the_dashboard_at_once_are_answered_each_from_views_of_its_own()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        Call(host, "1");
        Assert.Equal(1, (await Get(host, "costs")).GetArrayLength());
        JsonElement[] answers = await Task.WhenAll(Enumerable.Range(0, 14).Select(_ => Get(host, "stats")));
        Assert.All(answers, answer => Assert.Equal(1, answer.GetProperty("total_requests").GetInt64()));
    }

    [Fact]
    public async Task Series_of_the_dashboard_have_no_gaps_and_add_up()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        Call(host, "1", at: ApiHost.Now.AddHours(-3).AddMinutes(1));
        Call(host, "2", at: ApiHost.Now.AddMinutes(-5));
        JsonElement points = await Get(host, "timeseries?hours=4");
        Assert.Equal(
            ["08:00 0 0", "09:00 1 1", "10:00 0 0", "11:00 2 1"],
            points
                .EnumerateArray()
                .Take(4)
                .Select(one =>
                    one.GetProperty("Timestamp").GetDateTimeOffset().ToString("HH:mm", CultureInfo.InvariantCulture)
                    + $" {one.GetProperty("CostUSD")} {one.GetProperty("Requests")}"
                )
        );
        JsonElement tokens = await Get(host, "timeseries/tokens?hours=4");
        Assert.Equal(200, tokens.EnumerateArray().Sum(one => one.GetProperty("InputTokens").GetInt64()));
        Assert.Equal(14, tokens.EnumerateArray().Sum(one => one.GetProperty("OutputTokens").GetInt64()));
    }

    [Fact]
    public async Task The_summary_is_of_the_day_and_the_month_of_UTC()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        DateTimeOffset midnight = new(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);
        Call(host, "1", at: midnight);
        Call(host, "2", at: midnight.AddTicks(-10));
        Call(host, "4", at: new DateTimeOffset(2026, 10, 31, 23, 59, 59, TimeSpan.Zero));
        Call(host, "8", at: ApiHost.Now.AddMinutes(-1), who: new() { Session = "s" });
        JsonElement summary = await Get(host, "summary");
        Assert.Equal(9m, summary.GetProperty("today_spend_usd").GetDecimal());
        Assert.Equal(11m, summary.GetProperty("month_spend_usd").GetDecimal());
        Assert.Equal(2, summary.GetProperty("today_requests").GetInt64());
        Assert.Equal(1, summary.GetProperty("active_sessions").GetInt64());
    }

    [Fact]
    public async Task Sessions_of_the_dashboard_go_on_until_they_say_so_or_are_silent_for_half_an_hour()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        DateTimeOffset now = ApiHost.Now;
        Call(
            host,
            "1",
            at: now.AddHours(-2),
            who: new()
            {
                Session = "long",
                Agent = "a",
                User = "u",
                Task = "t",
            }
        );
        Call(
            host,
            "2",
            at: now.AddMinutes(-1),
            who: new()
            {
                Session = "long",
                Agent = "b",
                User = "u",
                Task = "t",
            }
        );
        Call(host, "4", at: now.AddMinutes(-2), who: new() { Session = "said", SessionEnds = true });
        Call(host, "8", at: now.AddMinutes(-31), who: new() { Session = "silent" });
        JsonElement session = Assert.Single((await Get(host, "sessions")).EnumerateArray());
        Assert.Equal(
            ("long", "a", "u", "t", "active"),
            (Of("ID"), Of("AgentID"), Of("UserID"), Of("Task"), Of("Status"))
        );
        Assert.Equal(now.AddHours(-2), session.GetProperty("StartedAt").GetDateTimeOffset());
        Assert.Equal(JsonValueKind.Null, session.GetProperty("EndedAt").ValueKind);
        Assert.Equal(2, session.GetProperty("CallCount").GetInt64());
        Assert.Equal(3m, session.GetProperty("TotalCostUSD").GetDecimal());
        Assert.Equal(214, session.GetProperty("TotalTokens").GetInt64());
        JsonElement ended = await Get(host, "sessions/history?status=completed");
        Assert.Equal(["said", "silent"], ended.EnumerateArray().Select(one => one.GetProperty("id").GetString()));
        Assert.Equal(1, (await Get(host, "sessions/history?limit=1")).GetArrayLength());

        string? Of(string name) => session.GetProperty(name).GetString();
    }

    [Fact]
    public async Task The_dearest_calls_come_with_their_tokens_and_times()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        Call(host, "1");
        Call(host, "2.25", who: new() { Agent = "coder" });
        JsonElement call = (await Get(host, "expensive?limit=1"))[0];
        Assert.Equal(
            ("coder", 100L, 7L, 2.25m, 812L),
            (
                call.GetProperty("agent_id").GetString(),
                call.GetProperty("input_tokens").GetInt64(),
                call.GetProperty("output_tokens").GetInt64(),
                call.GetProperty("cost_usd").GetDecimal(),
                call.GetProperty("duration_ms").GetInt64()
            )
        );
    }

    [Fact]
    public async Task The_export_of_the_dashboard_is_a_file_with_AgentLedgers_columns_and_inert_formulas()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        Call(host, "1.5", who: new() { Agent = "=cmd()" });
        Assert.True(await host.Follower.WaitForAsync(host.Ledger.Head.Size, ApiHost.Patience, Cancellation));
        using HttpResponseMessage answer = await host.Client.GetAsync(
            "/api/dashboard/export?format=csv&group_by=agent",
            Cancellation
        );
        Assert.Equal("agentledger-costs.csv", answer.Content.Headers.ContentDisposition?.FileName);
        Assert.Equal(
            "provider,model,api_key_hash,agent_id,session_id,requests,input_tokens,output_tokens,cost_usd\n"
                + ",,,'=cmd(),,1,100,7,1.5\n",
            await answer.Content.ReadAsStringAsync(Cancellation)
        );
    }

    [Fact]
    public async Task A_tenant_sees_its_own_on_every_endpoint_of_the_dashboard()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        Call(host, "1", who: new() { Tenant = "red", Session = "r" });
        Call(host, "2", who: new() { Tenant = "blue", Session = "b" });
        host.Reader = new ReadScope("red", false);
        Assert.Equal(1m, (await Get(host, "summary")).GetProperty("today_spend_usd").GetDecimal());
        Assert.Equal(
            1m,
            (await Get(host, "timeseries")).EnumerateArray().Sum(one => one.GetProperty("CostUSD").GetDecimal())
        );
        Assert.Equal(
            100,
            (await Get(host, "timeseries/tokens"))
                .EnumerateArray()
                .Sum(one => one.GetProperty("InputTokens").GetInt64())
        );
        foreach (string list in (string[])["costs", "sessions", "sessions/history", "expensive", "export"])
        {
            Assert.Equal(1, (await Get(host, list)).GetArrayLength());
        }

        Assert.Equal(1, (await Get(host, "stats")).GetProperty("total_requests").GetInt64());
        JsonElement buckets = (await Get(host, "latency")).GetProperty("buckets");
        Assert.Equal(1, buckets.EnumerateArray().Sum(one => one.GetProperty("count").GetInt64()));
        using HttpResponseMessage other = await host.Client.GetAsync("/api/dashboard/costs?tenant=blue", Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, other.StatusCode);
    }

    private static Entry Authorization(
        string provider = "openai",
        string model = "gpt",
        Attribution? who = null,
        DateTimeOffset? at = null
    ) => Samples.Authorization(provider, model, who, at: at ?? ApiHost.Now.AddMinutes(-10));

    private static void Call(
        ApiHost host,
        string cost,
        string provider = "openai",
        string model = "gpt",
        Attribution? who = null,
        DateTimeOffset? at = null,
        Func<Entry, Entry>? change = null
    )
    {
        Entry authorization = Authorization(provider, model, who, at);
        Entry end = Samples.Settlement(authorization, cost);
        host.Ledger.Append(authorization);
        host.Ledger.Append(change is null ? end : change(end));
    }

    private static async Task<JsonElement> Get(ApiHost host, string path)
    {
        Assert.True(await host.Follower.WaitForAsync(host.Ledger.Head.Size, ApiHost.Patience, Cancellation));
        return JsonElement.Parse(await host.Client.GetStringAsync("/api/dashboard/" + path, Cancellation));
    }
}
