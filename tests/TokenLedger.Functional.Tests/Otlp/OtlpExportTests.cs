using System.Text.Json;
using TokenLedger.Functional.Tests.Attempts;
using TokenLedger.Functional.Tests.Running;
using TokenLedger.Gateway.Otlp;
using TokenLedger.Gateway.Upstreams.Rotation;

namespace TokenLedger.Functional.Tests.Otlp;

public sealed class OtlpExportTests
{
    /// <summary>A gateway before one upstream, which it asks again.</summary>
    private static Task<TestGateway> StartAsync(
        ScriptedUpstream upstream,
        RetryOptions retries,
        OtlpReceiver receiver
    ) =>
        TestGateway.StartAsync(
            (options, _) =>
                options with
                {
                    Upstreams = [upstream.Options],
                    Routing = new() { Retries = retries },
                },
            otlp: To(receiver)
        );

    private static OtlpOptions To(OtlpReceiver receiver) =>
        new()
        {
            Endpoint = receiver.Address,
            Protocol = OtlpProtocol.Json,
            Headers = [new("x-scope", "agents")],
        };

    [Fact]
    public async Task Each_call_is_a_span_below_its_callers_with_the_cost_of_its_entry()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await using TestGateway gateway = await TestGateway.StartAsync(otlp: To(receiver));
        HttpRequestMessage traced = Ask.Post(Ask.ChatPath, Ask.Chat("Hi"));
        traced.Headers.Add("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        await gateway.SendAsync(traced);
        await gateway.SendAsync(Ask.Post(Ask.MessagesPath, Ask.MessageStream("Hi")));
        await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.Chat("Hi"), "status=500"));
        IReadOnlyList<LedgerEntry> ends = [.. (await gateway.EntriesAsync()).Where(entry => entry.IsEnd)];
        await gateway.StopAsync();

        Assert.Equal(ends.Count, receiver.Spans.Count);
        Assert.Equal("agents", receiver.Scope);
        foreach (LedgerEntry entry in ends)
        {
            JsonElement span = receiver.Spans.Single(one =>
                OtlpReceiver.Attribute(one, "tokenledger.entry") == entry.Text("id")
            );
            Assert.Equal(entry.Call!.Replace("-", "")[16..], span.GetProperty("spanId").GetString());
            Assert.Equal(3, span.GetProperty("kind").GetInt32());
            Assert.Equal(entry.Text("cost_usd"), OtlpReceiver.Attribute(span, "tokenledger.cost.usd"));
            Assert.Equal(
                entry.Text("trace_id") ?? entry.Call!.Replace("-", ""),
                span.GetProperty("traceId").GetString()
            );
        }

        JsonElement child = receiver.Spans.Single(span => span.TryGetProperty("parentSpanId", out _));
        Assert.Equal("00f067aa0ba902b7", child.GetProperty("parentSpanId").GetString());
        Assert.Equal("chat gpt-4o-mini", child.GetProperty("name").GetString());
        Assert.Single(receiver.Spans, span => span.TryGetProperty("status", out _));
    }

    [Fact]
    public async Task A_call_that_failed_for_good_is_sent_while_the_gateway_runs_however_long_another_attempt_could_have_taken()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await using ScriptedUpstream upstream = await ScriptedUpstream.StartAsync(
            "first",
            ScriptedUpstream.Refused(503),
            ScriptedUpstream.Refused(503)
        );
        RetryOptions retries = new()
        {
            Most = 1,
            FirstDelay = TimeSpan.FromMilliseconds(10),
            LongestRetryAfter = TimeSpan.FromHours(1),
        };
        await using TestGateway gateway = await StartAsync(upstream, retries, receiver);

        await gateway.SendAsync(Ask.Post("/first" + Ask.ChatPath, Ask.Chat("Hi")));

        await receiver.WaitForSpansAsync(3, gateway.Cancellation); // the call and its two attempts
    }

    [Fact]
    public async Task A_call_of_several_attempts_is_one_span_that_has_the_cost_of_all_with_the_attempts_below_it()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await using ScriptedUpstream upstream = await ScriptedUpstream.StartAsync(
            "first",
            ScriptedUpstream.Refused(503),
            ScriptedUpstream.Served,
            ScriptedUpstream.Refused(529)
        );
        RetryOptions retries = new() { Most = 1, FirstDelay = TimeSpan.FromMilliseconds(10) };
        await using TestGateway gateway = await StartAsync(upstream, retries, receiver);
        Received served = await gateway.SendAsync(Ask.Post("/first" + Ask.ChatPath, Ask.Chat("Hi")));
        Received failed = await gateway.SendAsync(Ask.Post("/first" + Ask.ChatPath, Ask.Chat("Hi")));
        await gateway.StopAsync();

        foreach (Received answer in (Received[])[served, failed])
        {
            string id = answer.Call!.Replace("-", "")[16..];
            JsonElement call = receiver.Spans.Single(one => one.GetProperty("spanId").GetString() == id);
            Assert.Equal("chat gpt-4o-mini", call.GetProperty("name").GetString());
            Assert.Equal("2", OtlpReceiver.Attribute(call, "tokenledger.attempts"));
            Assert.Equal(
                ["1", "2"],
                receiver
                    .Spans.Where(one =>
                        one.TryGetProperty("parentSpanId", out JsonElement parent) && parent.GetString() == id
                    )
                    .Select(one => OtlpReceiver.Attribute(one, "tokenledger.attempt"))
            );
            Assert.Equal(
                answer == served ? answer.Headers["X-TokenLedger-Cost-Usd"] : null,
                OtlpReceiver.Attribute(call, "tokenledger.cost.usd")
            );
        }

        Assert.Equal(2 * 3, receiver.Spans.Count);
    }

    [Fact]
    public async Task Spans_that_the_receiver_rejects_are_counted_and_not_sent_again()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        receiver.Answer = """{"partialSuccess":{"rejectedSpans":"1","errorMessage":"too old"}}""";
        await using TestGateway gateway = await TestGateway.StartAsync(otlp: To(receiver) with { Metrics = false });
        await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.Chat("Hi")));
        await receiver.WaitForRequestAsync(gateway.Cancellation);
        string page;
        do
        {
            using HttpResponseMessage answer = await gateway.Http.GetAsync("/metrics", gateway.Cancellation);
            page = await answer.Content.ReadAsStringAsync(gateway.Cancellation);
        } while (!page.Contains("tokenledger_otlp_sent_total{signal=\"spans\",result=\"rejected\"} 1"));

        Assert.Contains("tokenledger_otlp_sent_total{signal=\"spans\",result=\"taken\"} 0", page);
        await gateway.RestartAsync();
        await gateway.StopAsync();
        Assert.Equal(1, receiver.Requests);
    }

    [Fact]
    public async Task While_the_receiver_is_away_calls_go_on_and_nothing_is_lost()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        receiver.Status = 503;
        await using TestGateway gateway = await TestGateway.StartAsync(otlp: To(receiver) with { Metrics = false });
        Assert.Equal(200, (await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.Chat("One")))).Status);
        await receiver.WaitForRequestAsync(gateway.Cancellation);
        Assert.Equal(200, (await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.Chat("Two")))).Status);
        Assert.Empty(receiver.Spans);

        await gateway.RestartAsync();
        receiver.Status = 200;
        await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.Chat("Three")));
        await gateway.StopAsync();

        Assert.Equal(3, receiver.Spans.Select(span => span.GetProperty("spanId").GetString()).Distinct().Count());
    }

    [Fact]
    public async Task What_was_sent_is_not_sent_again_after_a_restart()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await using TestGateway gateway = await TestGateway.StartAsync(otlp: To(receiver));
        await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.Chat("One")));
        await gateway.RestartAsync();
        Assert.Single(receiver.Spans);

        await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.Chat("Two")));
        await gateway.StopAsync();

        Assert.Equal(2, receiver.Spans.Count);
    }

    [Fact]
    public async Task Metrics_hold_the_tokens_and_the_cost_of_the_ledger()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await using TestGateway gateway = await TestGateway.StartAsync(otlp: To(receiver));
        await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.Chat("Hi")));
        await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.ChatStream("Hi")));
        IReadOnlyList<LedgerEntry> entries =
        [
            .. (await gateway.EntriesAsync()).Where(entry => entry.Kind == "settlement"),
        ];
        await gateway.StopAsync();

        double sum = receiver
            .Metrics["gen_ai.client.token.usage"]
            .GetProperty("histogram")
            .GetProperty("dataPoints")
            .EnumerateArray()
            .Sum(point => point.GetProperty("sum").GetDouble());
        Assert.Equal(entries.Sum(entry => entry.Quantities.Values.Sum()), sum);
        Assert.Contains("gen_ai.client.operation.duration", receiver.Metrics.Keys);
        Assert.Contains("gen_ai.server.time_to_first_token", receiver.Metrics.Keys);
        Assert.Contains("tokenledger.cost", receiver.Metrics.Keys);
    }
}
