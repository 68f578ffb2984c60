using System.Net;
using System.Net.Sockets;
using TokenLedger.Accounting.Policies;
using TokenLedger.Functional.Tests.Running;
using TokenLedger.Gateway;
using TokenLedger.Gateway.Upstreams.Rotation;

namespace TokenLedger.Functional.Tests.Attempts;

/// <summary>A call has as many attempts as it takes, each booked by itself, all of them one call to its caller.</summary>
public sealed class AttemptTests
{
    private const string Chat = "/first" + Ask.ChatPath;

    private static readonly RetryOptions s_twice = new()
    {
        Most = 2,
        FirstDelay = TimeSpan.FromMilliseconds(10),
        LongestDelay = TimeSpan.FromMilliseconds(10),
        LongestRetryAfter = TimeSpan.FromSeconds(2),
    };

    private static Task<TestGateway> GatewayAsync(RoutingOptions routing, params UpstreamOptions[] upstreams) =>
        TestGateway.StartAsync((options, _) => options with { Upstreams = upstreams, Routing = routing });

    private static RoutingOptions To(params TargetOptions[] targets) =>
        new() { Fallbacks = [new() { Upstream = "first", To = targets }] };

    private static async Task AssertVerifiesAsync(TestGateway gateway)
    {
        await gateway.StopAsync();
        (int code, string output, string error) = await Executable.RunAsync(
            ["verify", "--data", gateway.Data],
            gateway.Cancellation
        );
        Assert.True(code == 0, output + error);
    }

    /// <summary>Kind, attempt, upstream and outcome of each entry, a line each.</summary>
    private static string Story(IEnumerable<LedgerEntry> entries) =>
        string.Join(
            "\n",
            entries.Select(entry =>
                $"{entry.Kind} {entry.Text("attempt")} {entry.Text("upstream")} {entry.Outcome}".TrimEnd()
            )
        );

    [Fact]
    public async Task What_fails_is_tried_again_and_the_last_answer_is_what_the_caller_sees()
    {
        await using ScriptedUpstream first = await ScriptedUpstream.StartAsync(
            "first",
            ScriptedUpstream.Refused(503),
            ScriptedUpstream.Refused(529),
            ScriptedUpstream.Served
        );
        await using TestGateway gateway = await GatewayAsync(new() { Retries = s_twice }, first.Options);

        Received answer = await gateway.SendAsync(Ask.Post(Chat, Ask.Chat("Hello")));

        Assert.Equal(200, answer.Status);
        Assert.Contains("\"Hi\"", answer.Text, StringComparison.Ordinal);
        Assert.Equal("3", answer.Headers["X-TokenLedger-Attempts"]);
        IReadOnlyList<LedgerEntry> entries = await gateway.EntriesOfAsync(answer.Call!);
        Assert.Equal(
            """
            authorization 1 first
            void 1 first upstream_refused
            authorization 2 first
            void 2 first upstream_refused
            authorization 3 first
            settlement 3 first served
            """,
            Story(entries)
        );
        Assert.Equal(["503", "529", "200"], entries.Where(entry => entry.IsEnd).Select(e => e.Text("http_status")));
        Assert.Equal(answer.Headers["X-TokenLedger-Cost-Usd"], entries[^1].Text("cost_usd"));
        Assert.Single(first.Bodies.Distinct());
        await AssertVerifiesAsync(gateway);
    }

    [Fact]
    public async Task Without_configuration_nothing_is_tried_twice_and_nothing_is_said_of_attempts()
    {
        await using ScriptedUpstream first = await ScriptedUpstream.StartAsync("first", ScriptedUpstream.Refused(503));
        await using TestGateway gateway = await GatewayAsync(new(), first.Options);

        Received answer = await gateway.SendAsync(Ask.Post(Chat, Ask.Chat("Hello")));

        Assert.Equal(503, answer.Status);
        Assert.False(answer.Headers.ContainsKey("X-TokenLedger-Attempts"));
        Assert.Equal(1, first.Calls);
    }

    [Fact]
    public async Task When_every_attempt_fails_the_last_answer_is_passed_on_as_it_came()
    {
        await using ScriptedUpstream first = await ScriptedUpstream.StartAsync(
            "first",
            ScriptedUpstream.Refused(500),
            ScriptedUpstream.Refused(502),
            ScriptedUpstream.Refused(504)
        );
        await using TestGateway gateway = await GatewayAsync(new() { Retries = s_twice }, first.Options);

        Received answer = await gateway.SendAsync(Ask.Post(Chat, Ask.Chat("Hello")));

        Assert.Equal(504, answer.Status);
        Assert.Contains("refused with 504", answer.Text, StringComparison.Ordinal);
        Assert.Equal("3", answer.Headers["X-TokenLedger-Attempts"]);
        Assert.Equal(3, (await gateway.EntriesOfAsync(answer.Call!)).Count(entry => entry.Kind == "void"));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    public async Task What_the_caller_did_wrong_is_not_tried_again(int status)
    {
        await using ScriptedUpstream first = await ScriptedUpstream.StartAsync(
            "first",
            ScriptedUpstream.Refused(status)
        );
        await using ScriptedUpstream second = await ScriptedUpstream.StartAsync("second", ScriptedUpstream.Served);
        RoutingOptions routing = To(new TargetOptions("second")) with { Retries = s_twice };
        await using TestGateway gateway = await GatewayAsync(routing, first.Options, second.Options);

        Received answer = await gateway.SendAsync(Ask.Post(Chat, Ask.Chat("Hello")));

        Assert.Equal((status, 1, 0), (answer.Status, first.Calls, second.Calls));
    }

    [Fact]
    public async Task A_chain_is_gone_along_in_its_order_with_its_models_and_keys()
    {
        await using ScriptedUpstream first = await ScriptedUpstream.StartAsync("first", ScriptedUpstream.Refused(503));
        await using ScriptedUpstream second = await ScriptedUpstream.StartAsync("second", ScriptedUpstream.Gone);
        await using ScriptedUpstream third = await ScriptedUpstream.StartAsync("third", ScriptedUpstream.Served);
        RoutingOptions routing = To(new("second"), new("third", "gpt-4o"));
        await using TestGateway gateway = await GatewayAsync(routing, first.Options, second.Options, third.Options);
        using HttpRequestMessage request = Ask.Post(Chat, Ask.Chat("Hello"));
        request.Headers.Add("Cookie", "session=secret");
        request.Headers.Add("OpenAI-Organization", "org-of-the-caller");

        Received answer = await gateway.SendAsync(request);

        Assert.Equal(200, answer.Status);
        IReadOnlyList<LedgerEntry> entries = await gateway.EntriesOfAsync(answer.Call!);
        Assert.Equal(
            """
            authorization 1 first
            void 1 first upstream_refused
            authorization 2 second
            settlement 2 second upstream_failed
            authorization 3 third
            settlement 3 third served
            """,
            Story(entries)
        );
        Assert.Equal("gpt-4o", entries[^1].Text("model_requested"));
        Assert.Equal(Ask.Chat("Hello"), Assert.Single(second.Bodies));
        Assert.Equal(
            Ask.Chat("Hello").Replace("gpt-4o-mini", "gpt-4o", StringComparison.Ordinal),
            Assert.Single(third.Bodies)
        );
        Assert.Equal("Bearer " + Ask.Key, first.Headers["Authorization"]);
        Assert.All(
            [second, third],
            other =>
            {
                Assert.Equal("Bearer " + ScriptedUpstream.OwnKey, other.Headers["Authorization"]);
                Assert.DoesNotContain("Cookie", other.Headers.Keys);
                Assert.DoesNotContain("OpenAI-Organization", other.Headers.Keys);
            }
        );

        // The attempt that broke off may have been billed: it counts, and so does the one that was served.
        decimal sum = entries.Sum(e =>
            decimal.Parse(e.Text("cost_usd") ?? "0", System.Globalization.CultureInfo.InvariantCulture)
        );
        Assert.True(entries[3].Text("estimated_cost_usd") is { Length: > 0 });
        Assert.Equal(
            sum,
            decimal.Parse(answer.Headers["X-TokenLedger-Cost-Usd"], System.Globalization.CultureInfo.InvariantCulture)
        );
        await AssertVerifiesAsync(gateway);
    }

    [Fact]
    public async Task An_upstream_that_cannot_be_reached_is_followed_by_the_next()
    {
        using TcpListener closed = new(IPAddress.Loopback, 0);
        closed.Start();
        Uri nowhere = new($"http://{closed.LocalEndpoint}");
        closed.Stop();
        await using ScriptedUpstream second = await ScriptedUpstream.StartAsync("second", ScriptedUpstream.Served);
        await using TestGateway gateway = await GatewayAsync(
            To(new TargetOptions("second")),
            second.Options with
            {
                Name = "first",
                PathPrefix = "/first",
                BaseAddress = nowhere,
            },
            second.Options
        );

        Received answer = await gateway.SendAsync(Ask.Post(Chat, Ask.Chat("Hello")));

        Assert.Equal(200, answer.Status);
        Assert.Equal(
            """
            authorization 1 first
            void 1 first upstream_unreachable
            authorization 2 second
            settlement 2 second served
            """,
            Story(await gateway.EntriesOfAsync(answer.Call!))
        );
    }

    [Fact]
    public async Task An_answer_that_breaks_off_before_any_of_it_was_passed_on_is_booked_and_tried_again()
    {
        await using ScriptedUpstream first = await ScriptedUpstream.StartAsync(
            "first",
            ScriptedUpstream.Cut,
            ScriptedUpstream.Served
        );
        await using TestGateway gateway = await GatewayAsync(new() { Retries = s_twice }, first.Options);

        Received answer = await gateway.SendAsync(Ask.Post(Chat, Ask.Chat("Hello")));

        Assert.Equal(200, answer.Status);
        IReadOnlyList<LedgerEntry> entries = await gateway.EntriesOfAsync(answer.Call!);
        Assert.Equal(
            """
            authorization 1 first
            settlement 1 first stream_cut
            authorization 2 first
            settlement 2 first served
            """,
            Story(entries)
        );
        Assert.NotNull(entries[1].Text("estimated_cost_usd"));
        Assert.All(entries, entry => Assert.True(entry.AddsUp));
        await AssertVerifiesAsync(gateway);
    }

    [Fact]
    public async Task A_stream_falls_back_before_its_first_byte_and_not_after()
    {
        await using ScriptedUpstream first = await ScriptedUpstream.StartAsync(
            "first",
            ScriptedUpstream.Refused(529),
            ScriptedUpstream.CutAsStream
        );
        await using ScriptedUpstream second = await ScriptedUpstream.StartAsync(
            "second",
            ScriptedUpstream.ServedAsStream
        );
        await using TestGateway gateway = await GatewayAsync(
            To(new TargetOptions("second")),
            first.Options,
            second.Options
        );

        Received whole = await gateway.SendAsync(Ask.Post(Chat, Ask.ChatStream("Hello", withUsage: false)));
        Assert.Equal(200, whole.Status);
        Assert.EndsWith("data: [DONE]\n\n", whole.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("usage", whole.Text, StringComparison.Ordinal); // asked for by us, and hidden again
        Assert.Equal("2", whole.Headers["X-TokenLedger-Attempts"]);
        Assert.Contains("include_usage", Assert.Single(second.Bodies), StringComparison.Ordinal);

        using HttpResponseMessage cut = await gateway.Http.SendAsync(
            Ask.Post(Chat, Ask.ChatStream("Hello")),
            HttpCompletionOption.ResponseHeadersRead,
            gateway.Cancellation
        );
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => cut.Content.ReadAsByteArrayAsync(gateway.Cancellation));
        string call = cut.Headers.GetValues("X-TokenLedger-Call").Single();
        LedgerEntry end = await gateway.EndOfAsync(call);
        Assert.Equal(("settlement", "stream_cut"), (end.Kind, end.Outcome));
        Assert.NotNull(end.Text("estimated_cost_usd"));
        Assert.Equal(2, (await gateway.EntriesOfAsync(call)).Count);
        Assert.Equal(1, second.Calls);
    }

    [Fact]
    public async Task A_stream_that_breaks_off_after_its_head_is_tried_again_and_booked()
    {
        await using ScriptedUpstream first = await ScriptedUpstream.StartAsync(
            "first",
            ScriptedUpstream.CutBeforeEvents
        );
        await using ScriptedUpstream second = await ScriptedUpstream.StartAsync(
            "second",
            ScriptedUpstream.ServedAsStream
        );
        await using TestGateway gateway = await GatewayAsync(
            To(new TargetOptions("second")),
            first.Options,
            second.Options
        );

        Received answer = await gateway.SendAsync(Ask.Post(Chat, Ask.ChatStream("Hello")));

        Assert.Equal((200, "2"), (answer.Status, answer.Headers["X-TokenLedger-Attempts"]));
        Assert.EndsWith("data: [DONE]\n\n", answer.Text.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Equal(
            """
            authorization 1 first
            settlement 1 first stream_cut
            authorization 2 second
            settlement 2 second served
            """,
            Story(await gateway.EntriesOfAsync(answer.Call!))
        );
        await AssertVerifiesAsync(gateway);
    }

    [Fact]
    public async Task A_place_that_policies_deny_is_passed_over_and_the_entries_say_so()
    {
        await using ScriptedUpstream first = await ScriptedUpstream.StartAsync("first", ScriptedUpstream.Refused(503));
        await using ScriptedUpstream second = await ScriptedUpstream.StartAsync("second", ScriptedUpstream.Served);
        PolicyRule[] rules =
        [
            new()
            {
                Id = "no-large",
                Action = PolicyAction.Deny,
                When = "ai.model == \"gpt-large\"",
            },
            new()
            {
                Id = "short-there",
                Action = PolicyAction.CapOutput,
                When = "ai.model == \"gpt-capped\"",
                MaxOutputTokens = 10,
            },
        ];
        await using TestGateway gateway = await TestGateway.StartAsync(
            (options, _) =>
                options with
                {
                    Upstreams = [first.Options, second.Options],
                    Routing = To(
                        new TargetOptions("second", "gpt-large"),
                        new TargetOptions("second", "gpt-capped"),
                        new TargetOptions("second", "gpt-small")
                    ),
                    Policies = new() { Rules = rules },
                }
        );

        Received answer = await gateway.SendAsync(Ask.Post(Chat, Ask.Chat("Hello")));

        Assert.Equal(200, answer.Status);
        Assert.Contains("gpt-small", Assert.Single(second.Bodies), StringComparison.Ordinal);
        LedgerEntry end = (await gateway.EntriesOfAsync(answer.Call!))[^1];
        Assert.Equal(
            ["policy:no-large:passed_over:second/gpt-large", "policy:short-there:passed_over:second/gpt-capped"],
            end.Json.GetProperty("warnings").EnumerateArray().Select(warning => warning.GetString())
        );
    }

    [Fact]
    public async Task When_policies_deny_every_other_place_the_first_failure_is_what_the_caller_sees()
    {
        await using ScriptedUpstream first = await ScriptedUpstream.StartAsync("first", ScriptedUpstream.Refused(503));
        PolicyRule rule = new()
        {
            Id = "no-large",
            Action = PolicyAction.Deny,
            When = "ai.model == \"gpt-large\"",
        };
        await using TestGateway gateway = await TestGateway.StartAsync(
            (options, _) =>
                options with
                {
                    Upstreams = [first.Options],
                    Routing = To(new TargetOptions("first", "gpt-large")),
                    Policies = new() { Rules = [rule] },
                }
        );

        Received answer = await gateway.SendAsync(Ask.Post(Chat, Ask.Chat("Hello")));

        Assert.Equal((503, 1), (answer.Status, first.Calls));
    }

    [Fact]
    public async Task A_Retry_After_beyond_its_bound_ends_the_retries_and_is_passed_on()
    {
        await using ScriptedUpstream first = await ScriptedUpstream.StartAsync(
            "first",
            ScriptedUpstream.Refused(429, "3600")
        );
        await using TestGateway gateway = await GatewayAsync(new() { Retries = s_twice }, first.Options);

        Received refused = await gateway.SendAsync(Ask.Post(Chat, Ask.Chat("Hello")));

        Assert.Equal((429, "3600", 1), (refused.Status, refused.Headers["Retry-After"], first.Calls));
    }

    [Fact]
    public async Task What_may_start_something_is_not_repeated_once_it_was_sent()
    {
        await using ScriptedUpstream first = await ScriptedUpstream.StartAsync("first", ScriptedUpstream.Gone);
        await using TestGateway gateway = await GatewayAsync(new() { Retries = s_twice }, first.Options);

        Received answer = await gateway.SendAsync(Ask.Post("/first/v1/batches", """{"input_file_id":"file-1"}"""));

        Assert.Equal((502, 1), (answer.Status, first.Calls));
    }

    [Fact]
    public async Task Calls_are_shared_exactly_by_the_weights_of_a_pool()
    {
        await using ScriptedUpstream first = await ScriptedUpstream.StartAsync("first", ScriptedUpstream.Served);
        await using ScriptedUpstream second = await ScriptedUpstream.StartAsync("second", ScriptedUpstream.Served);
        RoutingOptions routing = new()
        {
            Pools =
            [
                new()
                {
                    Upstream = "first",
                    Models = ["gpt-4o-*"],
                    Members = [new("first", Weight: 3), new("second", Weight: 1)],
                },
            ],
        };
        await using TestGateway gateway = await GatewayAsync(routing, first.Options, second.Options);

        for (int i = 0; i < 20; i++)
        {
            Received answer = await gateway.SendAsync(Ask.Post(Chat, Ask.Chat("Hello")));
            Assert.False(answer.Headers.ContainsKey("X-TokenLedger-Attempts"));
        }

        Assert.Equal((15, 5), (first.Calls, second.Calls));
        string other = Ask.Chat("Hello").Replace("gpt-4o-mini", "o3", StringComparison.Ordinal);
        for (int i = 0; i < 4; i++)
        {
            await gateway.SendAsync(Ask.Post(Chat, other)); // no model of the pool's
        }

        Assert.Equal((19, 5), (first.Calls, second.Calls));
        Assert.Equal(
            5,
            (await gateway.EntriesAsync()).Count(e => e.Kind == "settlement" && e.Text("upstream") == "second")
        );
    }
}
