using System.Net.Http.Json;
using System.Text.Json;
using TokenLedger.Functional.Tests.Running;
using TokenLedger.Gateway;
using TokenLedger.Gateway.Upstreams.Rotation;

namespace TokenLedger.Functional.Tests.Attempts;

/// <summary>An upstream's model that keeps failing is left alone, and everyone is told until when.</summary>
public sealed class BreakerTests
{
    private const string Chat = "/first" + Ask.ChatPath;

    private static readonly RoutingOptions s_afterTwo = new() { Breaker = new() { MaxFailures = 2 } };

    private static Task<TestGateway> GatewayAsync(RoutingOptions routing, params UpstreamOptions[] upstreams) =>
        TestGateway.StartAsync((options, _) => options with { Upstreams = upstreams, Routing = routing });

    private static Task<Received> SendAsync(TestGateway gateway, string body) =>
        gateway.SendAsync(Ask.Post(Chat, body));

    [Fact]
    public async Task An_open_breaker_answers_503_with_Retry_After_and_sends_nothing_while_other_models_pass()
    {
        await using ScriptedUpstream first = await ScriptedUpstream.StartAsync(
            "first",
            ScriptedUpstream.Refused(500),
            ScriptedUpstream.Gone,
            ScriptedUpstream.Served
        );
        await using TestGateway gateway = await GatewayAsync(s_afterTwo, first.Options);
        Assert.Equal(500, (await SendAsync(gateway, Ask.Chat("1"))).Status);
        Received opening = await SendAsync(gateway, Ask.Chat("2"));
        Assert.Equal(502, opening.Status);
        Assert.Contains(
            "breaker:first/gpt-4o-mini",
            (await gateway.EndOfAsync(opening.Call!)).Text("warnings"),
            StringComparison.Ordinal
        );

        Received refused = await SendAsync(gateway, Ask.Chat("3"));

        Assert.Equal((503, 2), (refused.Status, first.Calls));
        Assert.InRange(int.Parse(refused.Headers["Retry-After"], null), 1, 30);
        JsonElement error = JsonElement.Parse(refused.Text).GetProperty("error");
        Assert.Equal("circuit_open", error.GetProperty("code").GetString());
        Assert.Contains("gpt-4o-mini", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(await gateway.EntriesOfAsync(refused.Call!), entry => entry.Kind == "authorization");

        string other = Ask.Chat("4").Replace("gpt-4o-mini", "gpt-4o", StringComparison.Ordinal);
        Assert.Equal(200, (await SendAsync(gateway, other)).Status);
    }

    [Fact]
    public async Task The_attempt_that_closed_a_breaker_says_so()
    {
        await using ScriptedUpstream first = await ScriptedUpstream.StartAsync(
            "first",
            ScriptedUpstream.Refused(503),
            ScriptedUpstream.Refused(503),
            ScriptedUpstream.Served
        );
        RoutingOptions routing = new()
        {
            Breaker = new() { MaxFailures = 2, OpenFor = TimeSpan.FromMilliseconds(100) },
        };
        await using TestGateway gateway = await GatewayAsync(routing, first.Options);
        await SendAsync(gateway, Ask.Chat("1"));
        await SendAsync(gateway, Ask.Chat("2"));

        Received answer = await SendAsync(gateway, Ask.Chat("3"));
        while (answer.Status == 503 && first.Calls < 3)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), gateway.Cancellation);
            answer = await SendAsync(gateway, Ask.Chat("3"));
        }

        Assert.Equal(200, answer.Status);
        LedgerEntry end = await gateway.EndOfAsync(answer.Call!);
        Assert.Contains("breaker_closed:first/gpt-4o-mini", end.Text("warnings"), StringComparison.Ordinal);
        Received next = await SendAsync(gateway, Ask.Chat("4"));
        Assert.Null((await gateway.EndOfAsync(next.Call!)).Text("warnings"));
    }

    [Fact]
    public async Task The_state_of_every_upstream_can_be_asked_for()
    {
        await using ScriptedUpstream first = await ScriptedUpstream.StartAsync("first", ScriptedUpstream.Refused(503));
        await using ScriptedUpstream second = await ScriptedUpstream.StartAsync("second", ScriptedUpstream.Served);
        await using TestGateway gateway = await GatewayAsync(s_afterTwo, first.Options, second.Options);
        await SendAsync(gateway, Ask.Chat("1"));
        await SendAsync(gateway, Ask.Chat("2"));

        JsonElement answer = await gateway.Http.GetFromJsonAsync<JsonElement>(
            "/api/v1/upstreams",
            gateway.Cancellation
        );

        JsonElement[] upstreams = [.. answer.GetProperty("upstreams").EnumerateArray()];
        Assert.Equal(["first", "second"], upstreams.Select(upstream => upstream.GetProperty("name").GetString()));
        Assert.Equal(["open", "closed"], upstreams.Select(upstream => upstream.GetProperty("state").GetString()));
        JsonElement model = Assert.Single(upstreams[0].GetProperty("models").EnumerateArray());
        Assert.Equal("gpt-4o-mini", model.GetProperty("model").GetString());
        Assert.Equal("open", model.GetProperty("state").GetString());
        Assert.Equal(2, model.GetProperty("failures").GetInt32());
        Assert.Equal("http_503", model.GetProperty("last_error").GetString());
        Assert.InRange(model.GetProperty("retry_after_seconds").GetInt32(), 1, 30);
        Assert.Empty(upstreams[1].GetProperty("models").EnumerateArray());
        Assert.DoesNotContain(ScriptedUpstream.OwnKey, answer.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(429)]
    public async Task What_an_upstream_refuses_it_answers(int status)
    {
        await using ScriptedUpstream first = await ScriptedUpstream.StartAsync(
            "first",
            ScriptedUpstream.Refused(status)
        );
        await using TestGateway gateway = await GatewayAsync(s_afterTwo, first.Options);

        for (int i = 0; i < 6; i++)
        {
            Assert.Equal(status, (await SendAsync(gateway, Ask.Chat("No"))).Status);
        }

        Assert.Equal(6, first.Calls);
    }

    [Fact]
    public async Task Callers_that_leave_open_no_breaker()
    {
        TaskCompletionSource<bool>? arrived = null;
        await using ScriptedUpstream first = await ScriptedUpstream.StartAsync(
            "first",
            async http =>
            {
                arrived?.TrySetResult(true);
                if (http.Request.Headers.ContainsKey("x-hang"))
                {
                    await Task.Delay(Timeout.Infinite, http.RequestAborted);
                }

                await ScriptedUpstream.Served(http);
            }
        );
        await using TestGateway gateway = await TestGateway.StartAsync(
            (options, _) =>
                options with
                {
                    Upstreams = [first.Options],
                    Routing = s_afterTwo,
                    ClientGone = ClientGonePolicy.Stop,
                }
        );

        for (int i = 0; i < 5; i++)
        {
            arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
            using CancellationTokenSource leaves = new();
            using HttpRequestMessage request = Ask.Post(Chat, Ask.Chat("Leave"));
            request.Headers.Add("x-hang", "1");
            Task<HttpResponseMessage> sent = gateway.Http.SendAsync(request, leaves.Token);
            await arrived.Task.WaitAsync(gateway.Cancellation);
            await leaves.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sent);
        }

        while ((await gateway.EntriesAsync()).Count(entry => entry.Outcome == "client_gone") < 5)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), gateway.Cancellation);
        }

        Assert.Equal(200, (await SendAsync(gateway, Ask.Chat("Stay"))).Status);
    }

    [Fact]
    public async Task Calls_go_on_along_the_chain_past_an_open_breaker()
    {
        await using ScriptedUpstream first = await ScriptedUpstream.StartAsync("first", ScriptedUpstream.Refused(503));
        await using ScriptedUpstream second = await ScriptedUpstream.StartAsync("second", ScriptedUpstream.Served);
        RoutingOptions routing = s_afterTwo with { Fallbacks = [new() { Upstream = "first", To = [new("second")] }] };
        await using TestGateway gateway = await GatewayAsync(routing, first.Options, second.Options);

        string[] attempts = new string[5];
        for (int i = 0; i < 5; i++)
        {
            Received answer = await SendAsync(gateway, Ask.Chat("Go on"));
            Assert.Equal(200, answer.Status);
            attempts[i] = answer.Headers.GetValueOrDefault("X-TokenLedger-Attempts", "1");
        }

        Assert.Equal(["2", "2", "1", "1", "1"], attempts);
        Assert.Equal((2, 5), (first.Calls, second.Calls));
    }

    [Fact]
    public async Task A_pool_member_that_asks_for_patience_rests_while_the_others_work()
    {
        await using ScriptedUpstream first = await ScriptedUpstream.StartAsync(
            "first",
            ScriptedUpstream.Refused(429, "30"),
            ScriptedUpstream.Served
        );
        await using ScriptedUpstream second = await ScriptedUpstream.StartAsync("second", ScriptedUpstream.Served);
        RoutingOptions routing = new()
        {
            Pools = [new() { Upstream = "first", Members = [new("first"), new("second")] }],
        };
        await using TestGateway gateway = await GatewayAsync(routing, first.Options, second.Options);

        for (int i = 0; i < 6; i++)
        {
            Assert.Equal(200, (await SendAsync(gateway, Ask.Chat("Work"))).Status);
        }

        Assert.Equal((1, 6), (first.Calls, second.Calls));
    }
}
