using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using TokenLedger.Demo.Simulation;

namespace TokenLedger.Functional.Tests.Simulation;

/// <summary>The fake upstream itself: if it lies, every test built on it does.</summary>
public sealed class SimulatedProviderTests : IAsyncLifetime
{
    private const string Chat = """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Say something"}]""";
    private SimulatedProvider provider = null!;
    private HttpClient http = null!;

    public async ValueTask InitializeAsync()
    {
        provider = await SimulatedProvider.StartAsync(new() { Http2 = true }, TestContext.Current.CancellationToken);
        http = new HttpClient { BaseAddress = provider.BaseAddress };
        http.DefaultRequestHeaders.Add("Authorization", "Bearer sk-any");
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await provider.DisposeAsync();
    }

    [Theory]
    [InlineData("/v1/chat/completions", Chat + "}")]
    [InlineData("/v1/chat/completions", Chat + ""","stream":true,"n":3}""")]
    [InlineData("/v1/responses", """{"model":"gpt-5-mini","input":"Hello"}""")]
    [InlineData("/v1/responses", """{"model":"gpt-5-mini","input":"Hello","stream":true}""")]
    [InlineData("/v1/completions", """{"model":"gpt-3.5-turbo-instruct","prompt":"Once"}""")]
    [InlineData("/v1/embeddings", """{"model":"text-embedding-3-small","input":["a","b"]}""")]
    [InlineData("/v1/messages", """{"model":"claude-haiku-4-5","max_tokens":50,"messages":[]}""")]
    [InlineData("/v1/messages", """{"model":"claude-haiku-4-5","max_tokens":50,"stream":true,"messages":[]}""")]
    public async Task The_same_request_gets_the_same_bytes(string path, string body)
    {
        string first = await PostAsync(path, body);
        string second = await PostAsync(path, body);

        Assert.Equal(first, second);
        Assert.True(first.Length > 50, first);
    }

    [Fact]
    public async Task A_body_that_is_not_UTF8_is_refused_like_one_that_is_not_JSON()
    {
        byte[] body = [.. "{\"model\":\""u8, 0xFF, 0xFE, .. "\"}"u8];
        using ByteArrayContent content = new(body);
        using HttpResponseMessage answer = await http.PostAsync(
            "/v1/chat/completions",
            content,
            TestContext.Current.CancellationToken
        );

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Usage_is_streamed_only_when_asked_for_and_then_null_before_the_last_chunk()
    {
        string[] plain = Data(await PostAsync("/v1/chat/completions", Chat + ",\"stream\":true}"));
        string[] asked = Data(
            await PostAsync(
                "/v1/chat/completions",
                Chat + ",\"stream\":true,\"stream_options\":{\"include_usage\":true}}"
            )
        );

        Assert.DoesNotContain(plain, chunk => chunk.Contains("usage", StringComparison.Ordinal));
        Assert.Equal(plain.Length + 1, asked.Length);
        Assert.All(asked[..^2], chunk => Assert.EndsWith(",\"usage\":null}", chunk));
        Assert.Equal(plain[0], asked[0].Replace(",\"usage\":null}", "}", StringComparison.Ordinal));
        JsonElement last = JsonElement.Parse(asked[^2]);
        Assert.Equal(0, last.GetProperty("choices").GetArrayLength());
        LoggedCall logged = (await provider.Log.WaitForAsync(2, Cancellation))[^1];
        Assert.Equal(logged.Usage!.Output, last.GetProperty("usage").GetProperty("completion_tokens").GetInt64());
        Assert.Equal("[DONE]", asked[^1]);
    }

    [Fact]
    public async Task A_streamed_message_has_the_documented_sequence_of_events()
    {
        string text = await PostAsync(
            "/v1/messages",
            """{"model":"claude-haiku-4-5","max_tokens":50,"stream":true,"messages":[{"role":"user","content":"Hi"}]}"""
        );

        string[] names = [.. text.Split('\n').Where(line => line.StartsWith("event: ")).Select(line => line[7..])];
        Assert.Equal(["message_start", "content_block_start", "ping", "content_block_delta"], names[..4]);
        Assert.Equal(["content_block_stop", "message_delta", "message_stop"], names[^3..]);
    }

    [Fact]
    public async Task A_streamed_response_numbers_its_events_and_ends_with_the_usage()
    {
        string[] events = Data(await PostAsync("/v1/responses", """{"model":"o3","input":"Hello","stream":true}"""));

        Assert.Equal(
            Enumerable.Range(0, events.Length),
            events.Select(data => JsonElement.Parse(data).GetProperty("sequence_number").GetInt32())
        );
        JsonElement last = JsonElement.Parse(events[^1]);
        Assert.Equal("response.completed", last.GetProperty("type").GetString());
        JsonElement details = last.GetProperty("response").GetProperty("usage").GetProperty("output_tokens_details");
        Assert.True(details.GetProperty("reasoning_tokens").GetInt64() > 0);
    }

    [Fact]
    public async Task A_background_response_is_finished_when_it_is_asked_for_again()
    {
        JsonElement queued = JsonElement.Parse(
            await PostAsync("/v1/responses", """{"model":"gpt-4.1","input":"Later","background":true}""")
        );
        string path = "/v1/responses/" + queued.GetProperty("id").GetString();

        string[] states =
        [
            queued.GetProperty("status").GetString()!,
            JsonElement.Parse(await GetAsync(path)).GetProperty("status").GetString()!,
            JsonElement.Parse(await GetAsync(path)).GetProperty("status").GetString()!,
        ];

        Assert.Equal(["queued", "in_progress", "completed"], states);
    }

    [Fact]
    public async Task A_long_prompt_is_read_from_the_cache_the_second_time()
    {
        string prompt = string.Join(' ', Enumerable.Range(0, 1500).Select(i => "w" + i));
        string body = $$"""{"model":"gpt-4o","messages":[{"role":"user","content":"{{prompt}}"}]}""";
        await PostAsync("/v1/chat/completions", body);
        await PostAsync("/v1/chat/completions", body);

        SimulatedUsage[] usage = [.. (await provider.Log.WaitForAsync(2, Cancellation)).Select(call => call.Usage!)];
        Assert.Equal(0, usage[0].CacheRead);
        Assert.True(usage[1].CacheRead >= 1024);
        Assert.Equal(usage[0].Prompt, usage[1].Prompt);
    }

    [Fact]
    public async Task A_marked_block_is_written_to_the_cache_and_then_read()
    {
        string prompt = string.Join(' ', Enumerable.Range(0, 1500).Select(i => "w" + i));
        string body = $$"""
            {"model":"claude-haiku-4-5","max_tokens":9,"messages":[{"role":"user","content":"Hi"}],
            "system":[{"type":"text","text":"{{prompt}}","cache_control":{"type":"ephemeral","ttl":"1h"} }]}
            """;
        await PostAsync("/v1/messages", body);
        await PostAsync("/v1/messages", body);

        SimulatedUsage[] usage = [.. (await provider.Log.WaitForAsync(2, Cancellation)).Select(call => call.Usage!)];
        Assert.True(usage[0].CacheWrite1h >= 1500);
        Assert.Equal(usage[0].CacheWrite1h, usage[1].CacheRead);
    }

    [Fact]
    public async Task A_forced_tool_is_called_with_its_required_arguments()
    {
        string body =
            Chat
            + """
                ,"tool_choice":"required","tools":[{"type":"function","function":{"name":"read","parameters":
                {"type":"object","properties":{"path":{"type":"string"}},"required":["path"]}}}]}
                """;

        JsonElement answer = JsonElement.Parse(await PostAsync("/v1/chat/completions", body));

        JsonElement call = answer.GetProperty("choices")[0].GetProperty("message").GetProperty("tool_calls")[0];
        Assert.Equal("read", call.GetProperty("function").GetProperty("name").GetString());
        Assert.Contains("path", call.GetProperty("function").GetProperty("arguments").GetString());
    }

    [Theory]
    [InlineData("/v1/chat/completions", "invalid_api_key")]
    [InlineData("/v1/messages", "authentication_error")]
    public async Task A_call_without_a_key_is_refused_in_the_dialect(string path, string expected)
    {
        using HttpClient keyless = new() { BaseAddress = provider.BaseAddress };

        using HttpResponseMessage response = await keyless.PostAsync(path, new StringContent("{}"), Cancellation);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains(expected, await response.Content.ReadAsStringAsync(Cancellation));
    }

    [Theory]
    [InlineData("status=429,retry_after=7", 429)]
    [InlineData("status=529", 529)]
    [InlineData("unknown_model", 404)]
    [InlineData("redirect=307", 307)]
    [InlineData("not_a_misbehaviour", 400)]
    public async Task A_status_comes_on_command(string told, int expected)
    {
        using HttpRequestMessage request = Request("/v1/chat/completions", Chat + "}", told);
        using HttpClient direct = new(new SocketsHttpHandler { AllowAutoRedirect = false });

        using HttpResponseMessage response = await direct.SendAsync(request, Cancellation);

        Assert.Equal(expected, (int)response.StatusCode);
        Assert.Equal(
            told.Contains("retry_after", StringComparison.Ordinal) ? "7" : null,
            response.Headers.RetryAfter?.ToString()
        );
    }

    [Theory]
    [InlineData("cut=close")]
    [InlineData("cut=reset")]
    [InlineData("cut=mid,after=3")]
    [InlineData("wrong_length")]
    public async Task A_cut_answer_fails_at_the_caller_and_is_logged_as_cut(string told)
    {
        bool streamed = told != "wrong_length";
        using HttpRequestMessage request = Request(
            "/v1/chat/completions",
            Chat + (streamed ? ",\"stream\":true}" : "}"),
            told
        );
        using HttpResponseMessage response = await http.SendAsync(
            request,
            HttpCompletionOption.ResponseHeadersRead,
            Cancellation
        );

        await Assert.ThrowsAnyAsync<Exception>(() => response.Content.ReadAsStringAsync(Cancellation));
        LoggedCall logged = await provider.Log.WaitForAsync(_ => true, Cancellation);
        Assert.Equal(SimulatedOutcome.Cut, logged.Outcome);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task An_encoded_stream_shows_every_event_at_once_and_holds_the_same_text(string encoding)
    {
        string body = Chat + ",\"stream\":true}";
        string plain = await PostAsync("/v1/chat/completions", body);
        using HttpRequestMessage request = Request(
            "/v1/chat/completions",
            body,
            $"encoding={encoding},gate=half-{encoding},after=2"
        );
        using HttpResponseMessage response = await http.SendAsync(
            request,
            HttpCompletionOption.ResponseHeadersRead,
            Cancellation
        );
        await using Stream encoded = await response.Content.ReadAsStreamAsync(Cancellation);
        await using Stream decoded =
            encoding == "gzip"
                ? new GZipStream(encoded, CompressionMode.Decompress)
                : new BrotliStream(encoded, CompressionMode.Decompress);
        using StreamReader reader = new(decoded, Encoding.UTF8);

        string? first = await reader.ReadLineAsync(Cancellation);
        provider.Gate("half-" + encoding).Open();
        string rest = await reader.ReadToEndAsync(Cancellation);

        Assert.Equal(encoding, response.Content.Headers.ContentEncoding.Single());
        Assert.Equal(plain, first + "\n" + rest);
    }

    [Fact]
    public async Task Chunks_of_one_byte_and_CRLF_and_comments_change_no_event()
    {
        string body = Chat + ",\"stream\":true}";
        string plain = await PostAsync("/v1/chat/completions", body);
        using HttpRequestMessage request = Request("/v1/chat/completions", body, "bytewise,crlf,comments");
        using HttpResponseMessage response = await http.SendAsync(request, Cancellation);

        string odd = await response.Content.ReadAsStringAsync(Cancellation);

        Assert.Contains(": keep-alive\r\n", odd);
        Assert.Equal(Data(plain), Data(odd));
    }

    [Fact]
    public async Task It_speaks_HTTP_2_without_TLS_and_sends_trailers()
    {
        using HttpRequestMessage request = Request("/v1/chat/completions", Chat + "}", "trailers");
        request.RequestUri = new Uri(provider.Http2Address!, "/v1/chat/completions");
        request.Version = HttpVersion.Version20;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;

        using HttpResponseMessage response = await http.SendAsync(request, Cancellation);

        Assert.Equal(HttpVersion.Version20, response.Version);
        Assert.Equal("the end", response.TrailingHeaders.GetValues("x-sim-trailer").Single());
        Assert.Equal("HTTP/2", (await provider.Log.WaitForAsync(1, Cancellation))[^1].Protocol);
    }

    [Fact]
    public async Task Every_call_is_logged_with_what_was_received()
    {
        await PostAsync("/v1/chat/completions?api-version=7&x=%2F", Chat + "}");

        LoggedCall call = (await provider.Log.WaitForAsync(1, Cancellation)).Single();
        Assert.Equal("/v1/chat/completions?api-version=7&x=%2F", call.Target);
        Assert.Equal("Bearer sk-any", call.Header("authorization"));
        Assert.Equal(Chat + "}", Encoding.UTF8.GetString(call.Body.Span));
        Assert.Equal(SimulatedOutcome.Ok, call.Outcome);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static string[] Data(string stream) =>
        [
            .. stream
                .ReplaceLineEndings("\n")
                .Split('\n')
                .Where(line => line.StartsWith("data: "))
                .Select(line => line[6..]),
        ];

    private HttpRequestMessage Request(string path, string body, string told)
    {
        HttpRequestMessage request = new(HttpMethod.Post, new Uri(provider.BaseAddress, path))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Authorization", "Bearer sk-any");
        request.Headers.Add("x-sim", told);
        return request;
    }

    private async Task<string> PostAsync(string path, string body)
    {
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await http.PostAsync(path, content, Cancellation);
        return await response.Content.ReadAsStringAsync(Cancellation);
    }

    private Task<string> GetAsync(string path) => http.GetStringAsync(path, Cancellation);
}
