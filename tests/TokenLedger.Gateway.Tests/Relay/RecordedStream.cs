using System.Globalization;
using System.Text;
using System.Text.Json;
using TokenLedger.Gateway.Tests.Relay.Framings;

namespace TokenLedger.Gateway.Tests.Relay;

/// <summary>A stream in the bytes its provider sends, and what it must be metered as.</summary>
/// <param name="Upstream">The name of the upstream, and its dialect.</param>
/// <param name="Path">The path below the upstream's prefix.</param>
/// <param name="Request">The request's body.</param>
/// <param name="ContentType">The answer's type.</param>
/// <param name="Bytes">The answer.</param>
/// <param name="Quantities">What was used, by meter.</param>
public sealed record RecordedStream(
    string Upstream,
    string Path,
    string Request,
    string ContentType,
    byte[] Bytes,
    IReadOnlyDictionary<string, decimal> Quantities
)
{
    private const string Sse = "text/event-stream";
    private const string Claude = "anthropic-03-stream";

    /// <summary>One stream of every framing and dialect.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "gemini sse",
        "gemini array",
        "vertex claude",
        "bedrock converse",
        "bedrock invoke",
        "cohere v2",
        "cohere v1",
        "ollama chat",
    ];

    /// <summary>The stream of this name.</summary>
    public static RecordedStream Named(string name)
    {
        const string Vertex =
            "/v1/projects/p/locations/europe-west1/publishers/anthropic/models/claude-haiku-4-5@20251001";
        return name switch
        {
            "gemini sse" => Of(
                "gemini",
                "/v1beta/models/gemini-2.5-pro:streamGenerateContent",
                Sse,
                "gemini-05-sse-cumulative",
                text => text
            ),
            "gemini array" => Of(
                "gemini",
                "/v1beta/models/gemini-2.5-pro:streamGenerateContent",
                "application/json; charset=UTF-8",
                "gemini-05-sse-cumulative",
                text => $"[{string.Join("\n,\r\n", DataOf(text))}\n]\n"
            ),
            "vertex claude" => Of("vertex", Vertex + ":streamRawPredict", Sse, Claude, text => text),
            "bedrock converse" => Converse(),
            "bedrock invoke" => Invoke(),
            "cohere v2" => Of("cohere", "/v2/chat", Sse, "cohere-02-stream", text => text),
            "cohere v1" => CohereV1(),
            _ => Of("ollama", "/api/chat", "application/x-ndjson", "ollama-01-ndjson", text => text),
        };
    }

    private static RecordedStream Of(
        string upstream,
        string path,
        string type,
        string fixture,
        Func<string, string> wire
    )
    {
        JsonElement recorded = Fixture(fixture);
        JsonElement response = recorded.GetProperty("response");
        string text = (
            response.TryGetProperty("sse", out JsonElement sse) ? sse : response.GetProperty("ndjson")
        ).GetString()!;
        return new(upstream, path, RequestFor(recorded), type, Encoding.UTF8.GetBytes(wire(text)), Expected(recorded));
    }

    private static RecordedStream Converse()
    {
        JsonElement recorded = Fixture("bedrock-02-stream");
        byte[] bytes =
        [
            .. recorded
                .GetProperty("response")
                .GetProperty("events")
                .EnumerateArray()
                .Select(one => one.EnumerateObject().Single())
                .SelectMany(one => AmazonMessages.Event(one.Name, one.Value.GetRawText())),
        ];
        return new(
            "bedrock",
            "/model/amazon.nova-lite-v1%3A0/converse-stream",
            """{"messages":[{"role":"user","content":[{"text":"Hello"}]}],"inferenceConfig":{"maxTokens":100}}""",
            "application/vnd.amazon.eventstream",
            bytes,
            Expected(recorded)
        );
    }

    /// <summary>Claude's own events, wrapped; the last one carries what Bedrock counted.</summary>
    private static RecordedStream Invoke()
    {
        const string Metrics =
            ""","amazon-bedrock-invocationMetrics":{"inputTokenCount":25,"outputTokenCount":15,"invocationLatency":9}}""";
        JsonElement recorded = Fixture(Claude);
        string[] events = DataOf(recorded.GetProperty("response").GetProperty("sse").GetString()!);
        events[^1] = events[^1][..^1] + Metrics;
        return new(
            "bedrock",
            "/model/us.anthropic.claude-haiku-4-5-20251001-v1%3A0/invoke-with-response-stream",
            """{"anthropic_version":"bedrock-2023-05-31","max_tokens":100,"messages":[]}""",
            "application/vnd.amazon.eventstream",
            [.. events.SelectMany(AmazonMessages.Chunk)],
            Expected(recorded)
        );
    }

    private static RecordedStream CohereV1()
    {
        const string Lines = """
            {"is_finished":false,"event_type":"stream-start","generation_id":"g1"}
            {"is_finished":false,"event_type":"text-generation","text":"Hel"}
            {"is_finished":false,"event_type":"text-generation","text":"lo \"you\"!"}
            {"is_finished":true,"event_type":"stream-end","finish_reason":"COMPLETE","response":{"response_id":"r1","generation_id":"g1","text":"Hello!","meta":{"api_version":{"version":"1"},"billed_units":{"input_tokens":13,"output_tokens":8},"tokens":{"input_tokens":509,"output_tokens":10}}}}

            """;
        return new(
            "cohere",
            "/v1/chat",
            """{"model":"command-a-03-2025","message":"Hello","stream":true}""",
            "application/stream+json",
            Encoding.UTF8.GetBytes(Lines),
            new Dictionary<string, decimal> { ["tokens.input"] = 13, ["tokens.output"] = 8 }
        );
    }

    /// <summary>The data of each event of a stream of server-sent events.</summary>
    private static string[] DataOf(string sse) =>
        [
            .. sse.Split('\n')
                .Where(line => line.StartsWith("data: ", StringComparison.Ordinal))
                .Select(line => line["data: ".Length..]),
        ];

    private static string RequestFor(JsonElement recorded) =>
        $$"""{"model":"{{recorded.GetProperty("request").GetProperty("model")}}","stream":true}""";

    /// <summary>The case of this name .</summary>
    public static JsonElement Fixture(string name) =>
        JsonElement.Parse(
            File.ReadAllBytes(
                System.IO.Path.Combine(AppContext.BaseDirectory, "data", "usage-fixtures", name + ".json")
            )
        );

    /// <summary>The quantities a case expects.</summary>
    public static IReadOnlyDictionary<string, decimal> Expected(JsonElement recorded) =>
        recorded
            .GetProperty("expect")
            .GetProperty("lines")
            .EnumerateArray()
            .ToDictionary(
                line => line.GetProperty("meter").GetString()!,
                line => decimal.Parse(line.GetProperty("quantity").GetString()!, CultureInfo.InvariantCulture)
            );
}
