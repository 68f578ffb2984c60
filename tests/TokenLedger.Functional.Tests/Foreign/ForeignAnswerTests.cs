using System.Text;
using System.Text.Json;
using TokenLedger.Functional.Tests.Running;
using TokenLedger.Gateway.Tests.Relay;
using TokenLedger.Gateway.Tests.Relay.Framings;

namespace TokenLedger.Functional.Tests.Foreign;

/// <summary>Answers in every dialect reach the caller to the byte, and the ledger with exactly what was used.</summary>
public sealed class ForeignAnswerTests : IAsyncLifetime
{
    private const string EuropeanClaude =
        "/vertex/v1/projects/p/locations/europe-west1/publishers/anthropic/models/claude-sonnet-4-5@20250929:rawPredict";

    private ForeignGateway foreign = null!;

    public async ValueTask InitializeAsync() => foreign = await ForeignGateway.StartAsync();

    public ValueTask DisposeAsync() => foreign.DisposeAsync();

    [Theory]
    [InlineData("gemini-01-thoughts", "/gemini/v1beta/models/gemini-2.5-flash:generateContent", "gemini.generate")]
    [InlineData(
        "gemini-08-grounding-queries",
        "/gemini/v1/models/gemini-3-pro-preview:generateContent",
        "gemini.generate"
    )]
    [InlineData("openai-chat-01-plain", "/gemini/v1beta/openai/chat/completions", "openai.chat")]
    [InlineData(
        "vertex-01-flex",
        "/vertex/v1/projects/p/locations/global/publishers/google/models/gemini-2.5-flash:generateContent",
        "gemini.generate"
    )]
    [InlineData("vertex-02-claude-regional", EuropeanClaude, "anthropic.messages")]
    [InlineData(
        "openai-chat-02-cached",
        "/vertex/v1beta1/projects/p/locations/us/endpoints/openapi/chat/completions",
        "openai.chat"
    )]
    [InlineData("bedrock-01-cache-details", "/bedrock/model/us.anthropic.claude-x-v1%3A0/converse", "bedrock.converse")]
    [InlineData("anthropic-01-plain", "/bedrock/model/anthropic.claude-x-v1%3A0/invoke", "bedrock.invoke")]
    [InlineData("cohere-01-billed-units", "/cohere/v2/chat", "cohere.chat")]
    [InlineData("cohere-03-rerank", "/cohere/v2/rerank", "cohere.rerank")]
    [InlineData("openai-chat-01-plain", "/ollama/v1/chat/completions", "openai.chat")]
    public async Task An_answer_in_one_piece(string fixture, string path, string api)
    {
        JsonElement recorded = RecordedStream.Fixture(fixture);
        byte[] body = Encoding.UTF8.GetBytes(recorded.GetProperty("response").GetProperty("body").GetRawText());
        foreign.Upstream.Answer = new(200, "application/json", [body]);

        Received received = await foreign.PostAsync(path, RequestFor(recorded));

        Assert.Equal(200, received.Status);
        Assert.Equal(body, received.Body);
        LedgerEntry end = await foreign.Gateway.EndOfAsync(received.Call!);
        Assert.Equal(("settlement", "served", "provider", api), Facts(end));
        AssertQuantities(RecordedStream.Expected(recorded), end);
        Assert.Equal(path[(path.IndexOf('/', 1))..], Assert.Single(foreign.Upstream.Requests).Target);
    }

    public static TheoryData<string> Streams { get; } = [.. RecordedStream.Names];

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task A_stream_that_comes_byte_by_byte(string name)
    {
        RecordedStream stream = RecordedStream.Named(name);
        foreign.Upstream.Answer = new(200, stream.ContentType, [.. stream.Bytes.Select(one => new[] { one })]);

        Received received = await foreign.PostAsync("/" + stream.Upstream + stream.Path, stream.Request);

        Assert.Equal(stream.Bytes, received.Body);
        Assert.Equal(stream.ContentType, received.Headers["Content-Type"]);
        LedgerEntry end = await foreign.Gateway.EndOfAsync(received.Call!);
        Assert.Equal(("settlement", "served", "provider"), (end.Kind, end.Outcome, end.Text("usage_source")));
        AssertQuantities(stream.Quantities, end);
        Assert.DoesNotContain(end.Flags, flag => flag is not ("unpriced_model" or "unpriced_meter"));
        Assert.Equal(stream.Path, Assert.Single(foreign.Upstream.Requests).Target);
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task A_stream_that_breaks_off_is_booked_as_cut(string name)
    {
        RecordedStream stream = RecordedStream.Named(name);
        foreign.Upstream.Answer = new(200, stream.ContentType, [stream.Bytes[..(stream.Bytes.Length * 2 / 3)]]);

        Received received = await foreign.PostAsync("/" + stream.Upstream + stream.Path, stream.Request);

        Assert.Equal(stream.Bytes[..(stream.Bytes.Length * 2 / 3)], received.Body);
        LedgerEntry end = await foreign.Gateway.EndOfAsync(received.Call!);
        Assert.Equal(("settlement", "stream_cut"), (end.Kind, end.Outcome));
        Assert.Contains("stream_truncated", end.Flags);
        Assert.NotEqual("provider", end.Text("usage_source"));
    }

    [Theory]
    [InlineData(
        "gemini sse",
        "data: {\"error\":{\"code\":503,\"message\":\"overloaded\",\"status\":\"UNAVAILABLE\"}}\n\n"
    )]
    [InlineData(
        "vertex claude",
        "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"}}\n\n"
    )]
    [InlineData("bedrock converse", null)]
    [InlineData("bedrock invoke", null)]
    [InlineData("ollama chat", "{\"error\":\"the model went away\"}\n")]
    public async Task An_error_in_the_middle_of_a_stream_is_passed_on_and_named(string name, string? error)
    {
        RecordedStream stream = RecordedStream.Named(name);
        byte[] last = error is null
            ? AmazonMessages.Exception("modelStreamErrorException", """{"message":"overloaded"}""")
            : Encoding.UTF8.GetBytes(error);
        foreign.Upstream.Answer = new(200, stream.ContentType, [FirstEventOf(stream), last]);

        Received received = await foreign.PostAsync("/" + stream.Upstream + stream.Path, stream.Request);

        Assert.Equal([.. FirstEventOf(stream), .. last], received.Body);
        LedgerEntry end = await foreign.Gateway.EndOfAsync(received.Call!);
        Assert.Equal(("settlement", "stream_error"), (end.Kind, end.Outcome));
        Assert.Contains("stream_error", end.Flags);
    }

    private static byte[] FirstEventOf(RecordedStream stream)
    {
        int length = stream.ContentType.Contains("amazon", StringComparison.Ordinal)
            ? System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(stream.Bytes)
            : stream.Bytes.AsSpan().IndexOf(stream.ContentType == "text/event-stream" ? "\n\n"u8 : "\n"u8) + 1;
        return stream.Bytes[..(stream.ContentType == "text/event-stream" ? length + 1 : length)];
    }

    [Fact]
    public async Task A_damaged_message_is_flagged_in_the_entry()
    {
        RecordedStream stream = RecordedStream.Named("bedrock converse");
        stream.Bytes[stream.Bytes.AsSpan().IndexOf("Hi"u8)] ^= 1;
        foreign.Upstream.Answer = new(200, stream.ContentType, [stream.Bytes]);

        Received received = await foreign.PostAsync("/bedrock" + stream.Path, stream.Request);

        Assert.Equal(stream.Bytes, received.Body);
        LedgerEntry end = await foreign.Gateway.EndOfAsync(received.Call!);
        Assert.Contains("malformed_stream", end.Flags);
        AssertQuantities(stream.Quantities, end);
    }

    [Fact]
    public async Task The_place_of_a_Vertex_call_is_in_its_entry()
    {
        JsonElement recorded = RecordedStream.Fixture("vertex-02-claude-regional");
        byte[] body = Encoding.UTF8.GetBytes(recorded.GetProperty("response").GetProperty("body").GetRawText());
        foreign.Upstream.Answer = new(200, "application/json", [body]);

        Received received = await foreign.PostAsync(EuropeanClaude, """{"max_tokens":100,"messages":[]}""");

        LedgerEntry end = await foreign.Gateway.EndOfAsync(received.Call!);
        Assert.Equal(("vertex", "europe-west1"), (end.Text("provider"), end.Text("region")));
        Assert.Equal("claude-sonnet-4-5@20250929", end.Text("model_requested"));
    }

    [Theory]
    [InlineData("/gemini/v1beta/models/g:countTokens", "gemini.count_tokens", "0")]
    [InlineData("/bedrock/model/m/count-tokens", "bedrock.count_tokens", "0")]
    [InlineData("/cohere/v1/tokenize", "cohere.tokenize", "0")]
    [InlineData("/ollama/api/show", "ollama.models", "0")]
    [InlineData("/gemini/v1beta/cachedContents", "gemini.cached_contents", null)]
    [InlineData("/gemini/v1beta/interactions", "gemini.other", null)]
    [InlineData("/vertex/v1/projects/p/locations/us/endpoints/7:predict", "vertex.other", null)]
    [InlineData("/bedrock/guardrail/g/version/1/apply", "bedrock.other", null)]
    [InlineData("/cohere/v1/summarise", "cohere.other", null)]
    [InlineData("/ollama/api/unheard", "ollama.other", null)]
    public async Task A_route_without_usage_is_free_only_where_it_is_known_to_be(string path, string api, string? cost)
    {
        foreign.Upstream.Answer = new(200, "application/json", ["{\"totalTokens\":31}"u8.ToArray()]);

        Received received = await foreign.PostAsync(path, "{}");

        Assert.Equal(200, received.Status);
        LedgerEntry end = await foreign.Gateway.EndOfAsync(received.Call!);
        Assert.Equal((api, cost), (end.Text("api"), end.Text("cost_usd")));
        Assert.Equal(cost is null, end.Flags.Contains("unmetered_route"));
    }

    [Theory]
    [InlineData("/gemini/v1beta/models/g:generateContent", """{"error":{"code":400,"message":""", "INVALID_ARGUMENT")]
    [InlineData(
        "/vertex/v1/projects/p/locations/us/publishers/google/models/g:generateContent",
        """{"error":{"code":400""",
        "status"
    )]
    [InlineData(EuropeanClaude, """{"type":"error","error":{""", "invalid_request_error")]
    [InlineData("/gemini/v1beta/openai/chat/completions", """{"error":{"message":""", "invalid_request_error")]
    [InlineData(
        "/bedrock/model/m/converse",
        """{"__type":"ValidationException","message":""",
        "not a header TokenLedger knows"
    )]
    [InlineData("/cohere/v2/chat", """{"id":""", "message")]
    [InlineData("/ollama/api/chat", """{"error":"X-TokenLedger-Colour""", "not a header TokenLedger knows")]
    [InlineData("/ollama/v1/chat/completions", """{"error":{"message":""", "invalid_request_error")]
    public async Task The_gateways_own_errors_come_in_the_routes_shape(string path, string start, string holds)
    {
        Received received = await foreign.PostAsync(path, "{}", ("X-TokenLedger-Colour", "blue"));

        Assert.Equal(400, received.Status);
        Assert.StartsWith(start, received.Text, StringComparison.Ordinal);
        Assert.Contains(holds, received.Text, StringComparison.Ordinal);
        Assert.Empty(foreign.Upstream.Requests);
    }

    private static (string, string?, string?, string?) Facts(LedgerEntry end) =>
        (end.Kind, end.Outcome, end.Text("usage_source"), end.Text("api"));

    private static string RequestFor(JsonElement recorded) =>
        $$"""{"model":"{{recorded.GetProperty("request").GetProperty("model")}}","max_tokens":100}""";

    private static void AssertQuantities(IReadOnlyDictionary<string, decimal> expected, LedgerEntry end) =>
        Assert.Equal(
            expected.OrderBy(one => one.Key).Select(one => $"{one.Key} {one.Value:0}"),
            end.Quantities.OrderBy(one => one.Key).Select(one => $"{one.Key} {one.Value}")
        );
}
