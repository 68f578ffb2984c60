using System.Text.Json.Nodes;
using TokenLedger.Gateway.Otlp;
using TokenLedger.Gateway.Otlp.Wire;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Tests.Otlp;

/// <summary>Both encodings say the same, and what was meant.</summary>
public sealed class OtlpWireTests
{
    private static readonly OtlpOptions Options = new()
    {
        Langfuse = true,
        Resource = [new("service.name", "gateway-eu"), new("team", "platform")],
    };

    private static readonly OtlpResource Resource = new(Options, "example.test/ledger");

    [Fact]
    public void Spans_are_the_same_in_both_encodings()
    {
        CallSpan[] spans =
        [
            .. CallSpan.Of([new(SampleCall.Settlement, 7, SampleCall.At)], Options),
            .. CallSpan.Of([new(SampleCall.Failed, 8, SampleCall.At)], Options),
        ];

        using JsonOtlpWriter json = new();
        using ProtobufOtlpWriter protobuf = new();
        JsonNode written = JsonNode.Parse(TraceRequest.Write(json, Resource, spans).Span)!;
        JsonObject read = ProtobufReading.Read(TraceRequest.Write(protobuf, Resource, spans).Span, "Traces");

        Assert.Equal(written.ToJsonString(), read.ToJsonString());
        Assert.Contains("\"gateway-eu\"", written.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("\"stringValue\":\"tokenledger\"", written.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SemanticNames.V136)]
    [InlineData(SemanticNames.V141)]
    [InlineData(SemanticNames.Latest)]
    public void Metrics_are_the_same_in_both_encodings(SemanticNames names)
    {
        OtlpTally tally = new(names, SampleCall.At);
        tally.Take([SampleCall.Settlement, SampleCall.Failed, SampleCall.Refused]);

        using JsonOtlpWriter json = new();
        using ProtobufOtlpWriter protobuf = new();
        JsonNode written = JsonNode.Parse(tally.Write(json, Resource, SampleCall.At.AddMinutes(1)).Span)!;
        JsonObject read = ProtobufReading.Read(
            tally.Write(protobuf, Resource, SampleCall.At.AddMinutes(1)).Span,
            "Metrics"
        );

        Assert.Equal(written.ToJsonString(), read.ToJsonString());
    }

    [Theory]
    [InlineData(SemanticNames.V136, "gen_ai.client.token.usage", "gen_ai.client.operation.duration")]
    [InlineData(SemanticNames.V141, "gen_ai.client.token.usage", "gen_ai.client.operation.duration")]
    [InlineData(SemanticNames.Latest, "gen_ai.client.inference.usage.input_tokens", "gen_ai.client.inference.duration")]
    public void Metrics_have_the_names_of_their_generation(SemanticNames names, string tokens, string duration)
    {
        OtlpTally tally = new(names, SampleCall.At);
        tally.Take([SampleCall.Settlement]);
        using JsonOtlpWriter json = new();
        JsonNode written = JsonNode.Parse(tally.Write(json, Resource, SampleCall.At).Span)!;

        string[] metrics =
        [
            .. written["resourceMetrics"]![0]!["scopeMetrics"]![0]!["metrics"]!
                .AsArray()
                .Select(metric => metric!["name"]!.GetValue<string>()),
        ];
        Assert.Contains(tokens, metrics);
        Assert.Contains(duration, metrics);
        Assert.Contains("gen_ai.server.time_to_first_token", metrics);
        Assert.Contains("tokenledger.cost", metrics);
    }

    [Fact]
    public void Buckets_are_those_of_the_conventions_and_hold_what_was_used()
    {
        OtlpTally tally = new(SemanticNames.V141, SampleCall.At);
        tally.Take([SampleCall.Settlement]);
        using JsonOtlpWriter json = new();
        JsonArray metrics = JsonNode.Parse(tally.Write(json, Resource, SampleCall.At).Span)!["resourceMetrics"]![0]![
            "scopeMetrics"
        ]![0]!["metrics"]!.AsArray();
        JsonNode PointOf(string name, int at) =>
            metrics.First(metric => metric!["name"]!.GetValue<string>() == name)!["histogram"]!["dataPoints"]![at]!;

        double[] tokens = PointOf("gen_ai.client.token.usage", 0)["explicitBounds"].Deserialized();
        double[] seconds = PointOf("gen_ai.client.operation.duration", 0)["explicitBounds"].Deserialized();
        Assert.Equal((1, 67_108_864, 14), (tokens[0], tokens[^1], tokens.Length));
        Assert.Equal((0.01, 81.92, 14), (seconds[0], seconds[^1], seconds.Length));
        Assert.Equal(1040, PointOf("gen_ai.client.token.usage", 0)["sum"]!.GetValue<double>());
        Assert.Equal(250, PointOf("gen_ai.client.token.usage", 1)["sum"]!.GetValue<double>());
        Assert.Equal(1.84, PointOf("gen_ai.client.operation.duration", 0)["sum"]!.GetValue<double>());
        Assert.Equal(0.31, PointOf("gen_ai.server.time_to_first_token", 0)["sum"]!.GetValue<double>());
    }
}
