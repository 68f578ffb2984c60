using System.Text.Json;
using TokenLedger.Functional.Tests.Clients;
using TokenLedger.Functional.Tests.Running;
using TokenLedger.Gateway.Otlp;

namespace TokenLedger.Functional.Tests.Otlp;

/// <summary>Over gRPC, against a receiver of other people's making: gRPC's own server, and OpenTelemetry's own messages.</summary>
public sealed class GrpcReceiverTests
{
    private static readonly NodeProject _project = new(Path.Combine(NodeProject.Clients, "otlp"), "otlp");
    private const double Wait = 2.5;

    [Fact]
    public async Task An_exhausted_receiver_gets_the_spans_after_the_time_it_asked_for_and_metrics_as_well()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using NodeServer? receiver = await _project.StartAsync(["receiver.mjs", $"{Wait}"], cancellation);
        Assert.SkipWhen(receiver is null, "There is no Node here.");
        OtlpOptions options = new()
        {
            Endpoint = new($"http://127.0.0.1:{receiver.FirstLine}"),
            Protocol = OtlpProtocol.Grpc,
            Headers = [new("x-scope", "agents")],
        };
        await using TestGateway gateway = await TestGateway.StartAsync(otlp: options);
        HttpRequestMessage traced = Ask.Post(Ask.ChatPath, Ask.Chat("Hi"));
        traced.Headers.Add("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        await gateway.SendAsync(traced);
        LedgerEntry end = (await gateway.EntriesAsync()).Single(entry => entry.IsEnd);

        JsonElement refused = await NextAsync(receiver, cancellation);
        JsonElement taken = await NextAsync(receiver, cancellation);
        await gateway.StopAsync();
        JsonElement metrics = await NextAsync(receiver, cancellation);

        Assert.True(taken.GetProperty("at").GetInt64() - refused.GetProperty("at").GetInt64() >= Wait * 1000);
        Assert.Equal("agents", taken.GetProperty("headers").GetProperty("x-scope").GetString());
        JsonElement span = Assert.Single(Items(taken, "resourceSpans", "scopeSpans", "spans"));
        Assert.True(JsonElement.DeepEquals(span, Items(refused, "resourceSpans", "scopeSpans", "spans").Single()));
        Assert.Equal("chat gpt-4o-mini", span.GetProperty("name").GetString());
        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", Hex(span, "traceId"));
        Assert.Equal("00f067aa0ba902b7", Hex(span, "parentSpanId"));
        Assert.Equal(end.Call!.Replace("-", "")[16..], Hex(span, "spanId"));
        Assert.Equal(3, span.GetProperty("kind").GetInt32());
        Assert.Equal(end.Text("cost_usd"), Attribute(span, "tokenledger.cost.usd", "stringValue"));
        Assert.Equal("metrics", metrics.GetProperty("signal").GetString());
        JsonElement cost = Items(metrics, "resourceMetrics", "scopeMetrics", "metrics")
            .Single(one => one.GetProperty("name").GetString() == "tokenledger.cost");
        JsonElement point = Assert.Single(cost.GetProperty("sum").GetProperty("dataPoints").EnumerateArray());
        Assert.Equal(
            double.Parse(end.Text("cost_usd")!, System.Globalization.CultureInfo.InvariantCulture),
            point.GetProperty("asDouble").GetDouble()
        );
    }

    private static async Task<JsonElement> NextAsync(NodeServer receiver, CancellationToken cancellation)
    {
        string line = (await receiver.NextLineAsync(cancellation))!;
        using JsonDocument json = JsonDocument.Parse(line);
        return json.RootElement.Clone();
    }

    private static List<JsonElement> Items(JsonElement request, string resources, string scopes, string items) =>
        [
            .. request
                .GetProperty("message")
                .GetProperty(resources)[0]
                .GetProperty(scopes)[0]
                .GetProperty(items)
                .EnumerateArray(),
        ];

    private static string Hex(JsonElement span, string name) =>
        Convert.ToHexStringLower(span.GetProperty(name).GetBytesFromBase64());

    private static string? Attribute(JsonElement span, string name, string type) =>
        span.GetProperty("attributes")
            .EnumerateArray()
            .Single(one => one.GetProperty("key").GetString() == name)
            .GetProperty("value")
            .GetProperty(type)
            .GetString();
}
