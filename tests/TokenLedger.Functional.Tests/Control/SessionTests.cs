using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using TokenLedger.Functional.Tests.Running;
using TokenLedger.Gateway.Runaway;

namespace TokenLedger.Functional.Tests.Control;

/// <summary>Sessions as administrators see them, and how they stop one.</summary>
public sealed class SessionTests
{
    private static HttpRequestMessage In(
        string session,
        string prompt = "Hi",
        string? told = null,
        string? tenant = null
    )
    {
        HttpRequestMessage request = Ask.Post(Ask.ChatPath, Ask.Chat(prompt), told);
        request.Headers.Add("X-TokenLedger-Session", session);
        request.Headers.Add("X-TokenLedger-Agent", "coder");
        request.Headers.Add("X-TokenLedger-User", "alice");
        if (tenant is not null)
        {
            request.Headers.Add("X-TokenLedger-Tenant", tenant);
        }

        return request;
    }

    private static async Task<JsonElement[]> SessionsAsync(TestGateway gateway, string query = "?active") =>
        [
            .. (await gateway.Http.GetFromJsonAsync<JsonElement>("/api/v1/sessions" + query, gateway.Cancellation))
                .GetProperty("sessions")
                .EnumerateArray(),
        ];

    private static Task<Received> KillAsync(TestGateway gateway, string what, string? json = null) =>
        gateway.SendAsync(
            new(HttpMethod.Post, $"/api/v1/{what}/kill")
            {
                Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json"),
            }
        );

    private static Task<Received> ReviveAsync(TestGateway gateway, string what) =>
        gateway.SendAsync(new(HttpMethod.Delete, $"/api/v1/{what}/kill"));

    [Fact]
    public async Task A_killed_session_is_refused_until_it_is_revived_and_SDKs_do_not_try_again()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        Assert.Equal(200, (await gateway.SendAsync(In("s/1"))).Status);

        Received killed = await KillAsync(gateway, "sessions/s%2F1", """{"reason":"it runs in circles"}""");
        Received refused = await gateway.SendAsync(In("s/1"));
        Received other = await gateway.SendAsync(In("s2"));

        Assert.Equal(200, killed.Status);
        Assert.Equal((403, "false", 200), (refused.Status, refused.Headers["x-should-retry"], other.Status));
        Assert.Contains("killed", refused.Text);
        Assert.Contains("it runs in circles", refused.Text);
        await gateway.RestartAsync();
        Assert.Equal(403, (await gateway.SendAsync(In("s/1"))).Status);

        Assert.Equal(204, (await ReviveAsync(gateway, "sessions/s%2F1")).Status);
        Assert.Equal(404, (await ReviveAsync(gateway, "sessions/s%2F1")).Status);
        Assert.Equal(200, (await gateway.SendAsync(In("s/1"))).Status);
    }

    [Theory]
    [InlineData("sessions/s1", "")]
    [InlineData("agents/coder", "")]
    public async Task A_stream_under_way_is_ended_and_settled(string what, string told)
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        HttpRequestMessage request = Ask.Post(Ask.ChatPath, Ask.ChatStream("Long"), "gate=long,after=3" + told);
        request.Headers.Add("X-TokenLedger-Session", "s1");
        request.Headers.Add("X-TokenLedger-Agent", "coder");
        using HttpResponseMessage stream = await gateway.Http.SendAsync(
            request,
            HttpCompletionOption.ResponseHeadersRead,
            gateway.Cancellation
        );
        await gateway.Provider.Gate("long").Reached.WaitAsync(gateway.Cancellation);

        Received killed = await KillAsync(gateway, what);

        // The provider never goes on: only the order can end this.
        string rest = await stream.Content.ReadAsStringAsync(gateway.Cancellation);
        Assert.EndsWith("data: [DONE]\n\n", rest); // well formed, as its readers expect
        Assert.Equal(1, JsonElement.Parse(killed.Text).GetProperty("ended_calls").GetInt32());
        LedgerEntry end = await gateway.EndOfAsync(stream.Headers.GetValues("X-TokenLedger-Call").Single());
        Assert.Equal(("settlement", "killed"), (end.Kind, end.Outcome));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task A_compressed_stream_under_way_passes_as_it_came_until_it_breaks_off_and_is_settled(
        string encoding
    )
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        string told = $"gate=long,after=3,encoding={encoding}";
        HttpRequestMessage request = Ask.Post(Ask.ChatPath, Ask.ChatStream("Long"), told);
        request.Headers.Add("X-TokenLedger-Session", "s1");
        using HttpResponseMessage stream = await gateway.Http.SendAsync(
            request,
            HttpCompletionOption.ResponseHeadersRead,
            gateway.Cancellation
        );
        Assert.Equal([encoding], stream.Content.Headers.ContentEncoding);
        await gateway.Provider.Gate("long").Reached.WaitAsync(gateway.Cancellation);

        await KillAsync(gateway, "sessions/s1");

        await Assert.ThrowsAnyAsync<Exception>(() => stream.Content.ReadAsByteArrayAsync(gateway.Cancellation));
        LedgerEntry end = await gateway.EndOfAsync(stream.Headers.GetValues("X-TokenLedger-Call").Single());
        Assert.Equal(("settlement", "killed"), (end.Kind, end.Outcome));
    }

    [Theory]
    [InlineData("agents/coder")]
    [InlineData("users/alice")]
    [InlineData("tenants/acme")]
    public async Task Agents_users_and_tenants_are_stopped_likewise(string what)
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await KillAsync(gateway, what);

        Assert.Equal(403, (await gateway.SendAsync(In("s1", tenant: "acme"))).Status);
        await ReviveAsync(gateway, what);
        Assert.Equal(200, (await gateway.SendAsync(In("s1", tenant: "acme"))).Status);
    }

    [Fact]
    public async Task A_key_is_stopped_by_its_fingerprint()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        Received first = await gateway.SendAsync(In("s1"));
        string key = (await gateway.EntriesOfAsync(first.Call!))[0].Text("key")!;
        await KillAsync(gateway, "keys/" + key);

        Assert.Equal(403, (await gateway.SendAsync(In("s2"))).Status);
    }

    [Theory]
    [InlineData("""{"until":"2020-01-01T00:00:00Z"}""")]
    [InlineData("""{"because":"x"}""")]
    [InlineData("""nonsense""")]
    public async Task An_order_that_makes_no_sense_is_refused(string json)
    {
        await using TestGateway gateway = await TestGateway.StartAsync();

        Assert.Equal(400, (await KillAsync(gateway, "sessions/s1", json)).Status);
        Assert.Equal(200, (await gateway.SendAsync(In("s1"))).Status);
    }

    [Fact]
    public async Task Sessions_are_listed_with_what_they_cost_and_a_restart_forgets_none_of_it()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await gateway.SendAsync(In("s1"));
        await gateway.SendAsync(In("s1", "And more"));
        await gateway.SendAsync(In("s1", tenant: "acme"));
        await KillAsync(gateway, "tenants/acme");

        JsonElement[] before = await SessionsAsync(gateway);
        await gateway.RestartAsync();
        JsonElement[] after = await SessionsAsync(gateway);

        Assert.Equal([null, "acme"], before.Select(Tenant).Order());
        JsonElement own = before.Single(session => Tenant(session) is null);
        Assert.Equal(2, own.GetProperty("calls").GetInt64());
        decimal sum = (await gateway.EntriesAsync())
            .Where(entry => entry.Kind == "settlement" && entry.Text("tenant") is null)
            .Sum(entry => decimal.Parse(entry.Text("cost_usd")!, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(
            sum,
            decimal.Parse(own.GetProperty("cost_usd").GetString()!, System.Globalization.CultureInfo.InvariantCulture)
        );
        Assert.True(before.Single(session => Tenant(session) == "acme").GetProperty("killed").GetBoolean());
        Assert.Equal(before.Select(Totals).Order(), after.Select(Totals).Order());
    }

    [Fact]
    public async Task A_session_that_ended_is_no_longer_active()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        HttpRequestMessage last = In("s1");
        last.Headers.Add("X-TokenLedger-Session-End", "true");
        await gateway.SendAsync(last);

        Assert.Empty(await SessionsAsync(gateway));
        Assert.Single(await SessionsAsync(gateway, ""));
    }

    [Fact]
    public async Task A_loop_is_written_on_the_entry_and_refused_when_it_shall_be()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(
            (options, _) => options with { Agents = new AgentRules { Loop = new LoopRule(3) } }
        );
        await gateway.SendAsync(In("s1", "Again"));
        await gateway.SendAsync(In("s1", "Again"));
        Received third = await gateway.SendAsync(In("s1", "Again"));

        Assert.All(
            await gateway.EntriesOfAsync(third.Call!),
            entry => Assert.Contains("loop", entry.Text("warnings") ?? "")
        );
        Assert.Contains("loop", (await SessionsAsync(gateway))[0].GetProperty("flags").ToString());

        await using TestGateway blocking = await TestGateway.StartAsync(
            (options, _) =>
                options with
                {
                    Agents = new AgentRules { Loop = new LoopRule(3) { Action = AgentAction.Block } },
                }
        );
        await blocking.SendAsync(In("s1", "Again"));
        await blocking.SendAsync(In("s1", "Again"));
        Received refused = await blocking.SendAsync(In("s1", "Again"));
        Received changed = await blocking.SendAsync(In("s1", "Something else"));
        Assert.Equal((403, "false", 200), (refused.Status, refused.Headers["x-should-retry"], changed.Status));
        Assert.Contains("loop_detected", refused.Text);
    }

    [Fact]
    public async Task A_path_called_a_hundred_times_is_no_loop()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(
            (options, _) =>
                options with
                {
                    Agents = new AgentRules { Loop = new LoopRule(3) { Action = AgentAction.Block } },
                }
        );
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(200, (await gateway.SendAsync(In("s1", $"Question number {i}"))).Status);
        }
    }

    private static string? Tenant(JsonElement session) =>
        session.TryGetProperty("tenant", out JsonElement tenant) ? tenant.GetString() : null;

    private static string Totals(JsonElement session) =>
        $"{Tenant(session)} {session.GetProperty("id")} {session.GetProperty("calls")} {session.GetProperty("cost_usd")} {session.GetProperty("tokens")}";
}
