using System.Net;
using System.Text;
using System.Text.Json;
using TokenLedger.Demo.Simulation;
using TokenLedger.Functional.Tests.Running;
using TokenLedger.Gateway;

namespace TokenLedger.Functional.Tests.Routes;

/// <summary>Which requests go where, and that they arrive and return as they were sent.</summary>
public sealed class RouteTests : IAsyncLifetime
{
    private static readonly HashSet<string> OfOneConnection = new(StringComparer.OrdinalIgnoreCase)
    {
        "X-Private",
        "Keep-Alive",
        "TE",
        "Proxy-Connection",
        "Connection",
    };

    private TestGateway gateway = null!;

    public async ValueTask InitializeAsync() => gateway = await TestGateway.StartAsync();

    public ValueTask DisposeAsync() => gateway.DisposeAsync();

    [Theory]
    [InlineData(Ask.ChatPath, """{"model":"gpt-4o","messages":[{"role":"user","content":"A"}],"n":2}""", "openai.chat")]
    [InlineData(Ask.ResponsesPath, """{"model":"o4-mini","input":"A"}""", "openai.responses")]
    [InlineData("/v1/completions", """{"model":"gpt-3.5-turbo-instruct","prompt":"A"}""", "openai.completions")]
    [InlineData("/v1/embeddings", """{"model":"text-embedding-3-small","input":["A","B"]}""", "openai.embeddings")]
    [InlineData(
        Ask.MessagesPath,
        """{"model":"claude-haiku-4-5","max_tokens":90,"messages":[{"role":"user","content":"A"}]}""",
        "anthropic.messages"
    )]
    public async Task An_inference_route_answers_as_the_provider_does_and_is_settled(
        string path,
        string body,
        string api
    )
    {
        Received direct = await gateway.SendDirectAsync(Ask.Post(path, body));
        Received through = await gateway.SendAsync(Ask.Post(path, body));

        Assert.Equal(200, through.Status);
        Assert.Equal(direct.Body, through.Body);
        Assert.Equal(direct.StableHeaders, through.StableHeaders);
        IReadOnlyList<LedgerEntry> entries = await gateway.EntriesOfAsync(through.Call!);
        Assert.Equal(["authorization", "settlement"], entries.Select(entry => entry.Kind));
        LedgerEntry settlement = entries[1];
        LoggedCall logged = (await gateway.Provider.Log.WaitForAsync(2, gateway.Cancellation))[^1];
        Assert.Equal(api, settlement.Text("api"));
        Assert.Equal("served", settlement.Outcome);
        Assert.Equal(Tokens.Show(Tokens.Of(logged.Usage!)), Tokens.Show(settlement.Quantities));
        Assert.Equal(settlement.Text("id"), through.Headers["X-TokenLedger-Entry"]);
        Assert.Equal(settlement.Text("cost_usd"), through.Headers["X-TokenLedger-Cost-Usd"]);
    }

    [Theory]
    [InlineData("GET", "/v1/models", false, "\"object\":\"list\"")]
    [InlineData("GET", "/v1/models/gpt-4o", false, "\"owned_by\"")]
    [InlineData("GET", "/v1/models", true, "\"has_more\"")]
    [InlineData("POST", "/v1/messages/count_tokens", true, "\"input_tokens\"")]
    public async Task A_listing_passes_and_costs_nothing(string method, string path, bool anthropic, string expected)
    {
        string? body = method == "POST" ? Ask.Message("How long?") : null;
        HttpRequestMessage request = Ask.Request(HttpMethod.Parse(method), path, body);
        if (anthropic && !request.Headers.Contains("anthropic-version"))
        {
            request.Headers.Remove("Authorization");
            request.Headers.Add("x-api-key", Ask.Key);
            request.Headers.Add("anthropic-version", "2023-06-01");
        }

        Received answer = await gateway.SendAsync(request);

        Assert.Equal(200, answer.Status);
        Assert.Contains(expected, answer.Text);
        LedgerEntry end = await gateway.EndOfAsync(answer.Call!);
        Assert.Empty(end.Quantities);
    }

    [Theory]
    [InlineData("/v1/models")]
    [InlineData("/v1/models?limit=20")]
    [InlineData("/v1/models/claude-haiku-4-5")]
    public async Task A_listing_an_Anthropic_SDK_asks_for_takes_its_key_to_Anthropic_and_nowhere_else(string path)
    {
        await using SimulatedProvider openAi = await SimulatedProvider.StartAsync(new(), gateway.Cancellation);
        await using TestGateway apart = await TestGateway.StartAsync(
            (options, _) =>
                options with
                {
                    Upstreams =
                    [
                        .. options.Upstreams.Select(one =>
                            one.Provider == "openai" ? one with { BaseAddress = openAi.BaseAddress } : one
                        ),
                    ],
                }
        );
        HttpRequestMessage request = Ask.Request(HttpMethod.Get, path, null);
        request.Headers.Remove("Authorization");
        request.Headers.Add("x-api-key", "sk-ant-test-key");
        request.Headers.Add("anthropic-version", "2023-06-01");

        Received answer = await apart.SendAsync(request);

        LoggedCall logged = await apart.Provider.Log.WaitForAsync(_ => true, apart.Cancellation);
        Assert.Equal("sk-ant-test-key", logged.Header("x-api-key"));
        Assert.Empty(openAi.Log.Calls);
        Assert.Equal("anthropic", (await apart.EndOfAsync(answer.Call!)).Text("provider"));
    }

    [Fact]
    public async Task A_background_response_is_metered_when_it_is_fetched_finished()
    {
        Received queued = await gateway.SendAsync(
            Ask.Post(Ask.ResponsesPath, Ask.Response("Later", ",\"background\":true"))
        );
        string path = "/v1/responses/" + JsonElement.Parse(queued.Body).GetProperty("id").GetString();

        Received working = await gateway.SendAsync(Ask.Request(HttpMethod.Get, path, null));
        Received finished = await gateway.SendAsync(Ask.Request(HttpMethod.Get, path, null));

        Assert.Contains("\"status\":\"in_progress\"", working.Text);
        Assert.Contains("\"status\":\"completed\"", finished.Text);
        LedgerEntry end = await gateway.EndOfAsync(finished.Call!);
        Assert.True(end.Quantities["tokens.output"] > 0);
        Assert.Empty((await gateway.EndOfAsync(working.Call!)).Quantities);
    }

    [Theory]
    [InlineData("?beta=true&x=%2F%20&y=a+b&empty=&same=1&same=2")]
    [InlineData("?")]
    public async Task A_query_string_arrives_as_it_was_sent(string query)
    {
        await gateway.SendAsync(Ask.Post(Ask.MessagesPath + query, Ask.Message("Query")));

        LoggedCall logged = await gateway.Provider.Log.WaitForAsync(_ => true, gateway.Cancellation);
        Assert.Equal(query == "?" ? Ask.MessagesPath : Ask.MessagesPath + query, logged.Target.TrimEnd('?'));
    }

    [Fact]
    public async Task Unknown_headers_and_body_members_arrive_as_they_were_sent()
    {
        string body = Ask.Chat("Fields", ",\"x_unknown\" : { \"deep\":[1, 2.50,null] },\"é\":\"\\u00e9\"");
        HttpRequestMessage request = Ask.Post(Ask.ChatPath, body);
        request.Headers.Add("OpenAI-Organization", "org-1");
        request.Headers.Add("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        request.Headers.TryAddWithoutValidation("User-Agent", "agent/1.0 (x; y) plus");
        request.Headers.Add("X-Unknown", "kept; as=it \"is\"");

        await gateway.SendAsync(request);

        LoggedCall logged = await gateway.Provider.Log.WaitForAsync(_ => true, gateway.Cancellation);
        Assert.Equal(body, Encoding.UTF8.GetString(logged.Body.Span));
        Assert.Equal("kept; as=it \"is\"", logged.Header("X-Unknown"));
        Assert.Equal("org-1", logged.Header("OpenAI-Organization"));
        Assert.Equal("agent/1.0 (x; y) plus", logged.Header("User-Agent"));
        Assert.Equal("Bearer " + Ask.Key, logged.Header("Authorization"));
        Assert.Equal("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", logged.Header("traceparent"));
    }

    [Theory]
    [InlineData("X-Private", false)]
    [InlineData("keep-alive, X-Private", false)]
    [InlineData("X-PRIVATE , Keep-Alive", false)]
    [InlineData("close, x-private", true)]
    [InlineData("keep-alive\r\nConnection: X-Private", false)]
    [InlineData("X-Private\r\nConnection: keep-alive", false)]
    [InlineData("close\r\nConnection: X-Private", true)]
    [InlineData("X-Private\r\nConnection: close", true)]
    public async Task Headers_of_one_connection_stay_on_it(string connection, bool closes)
    {
        string body = Ask.Chat("Hop");
        using RawConnection raw = await RawConnection.OpenAsync(gateway.Address, gateway.Cancellation);

        await raw.SendAsync(
            $"POST {Ask.ChatPath} HTTP/1.1\r\nHost: {gateway.Address.Authority}\r\nAuthorization: Bearer {Ask.Key}\r\n"
                + $"Connection: {connection}\r\nX-Private: 1\r\nKeep-Alive: timeout=5\r\nTE: trailers\r\n"
                + $"Proxy-Connection: keep-alive\r\nX-Public: 2\r\nContent-Length: {body.Length}\r\n\r\n{body}",
            gateway.Cancellation
        );
        string head = await raw.ReadUntilAsync("\r\n\r\n", gateway.Cancellation);

        Assert.Equal(closes, head.Contains("Connection: close", StringComparison.OrdinalIgnoreCase));
        LoggedCall logged = await gateway.Provider.Log.WaitForAsync(_ => true, gateway.Cancellation);
        Assert.Equal("2", logged.Header("X-Public"));
        Assert.Equal("", string.Join(' ', logged.Headers.Where(header => OfOneConnection.Contains(header.Key))));

        Assert.Equal(gateway.Provider.BaseAddress.Authority, logged.Header("Host"));
    }

    [Theory]
    [InlineData("/v1/responses")]
    [InlineData("/v1/realtime?model=gpt-4o-realtime-preview")]
    public async Task A_WebSocket_is_answered_426_at_once(string path)
    {
        using RawConnection raw = await RawConnection.OpenAsync(gateway.Address, gateway.Cancellation);

        await raw.SendAsync(
            $"GET {path} HTTP/1.1\r\nHost: {gateway.Address.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + $"Authorization: Bearer {Ask.Key}\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
            gateway.Cancellation
        );
        string head = await raw.ReadUntilAsync("\r\n\r\n", gateway.Cancellation);

        Assert.StartsWith("HTTP/1.1 426", head);
        Assert.Empty(gateway.Provider.Log.Calls);
    }

    [Fact]
    public async Task A_body_that_is_not_HTTP_is_the_callers_fault_and_nothing_is_forwarded()
    {
        using RawConnection raw = await RawConnection.OpenAsync(gateway.Address, gateway.Cancellation);

        await raw.SendAsync(
            $"POST {Ask.ChatPath} HTTP/1.1\r\nHost: {gateway.Address.Authority}\r\nAuthorization: Bearer {Ask.Key}\r\n"
                + "Transfer-Encoding: chunked\r\n\r\nnot a length\r\n",
            gateway.Cancellation
        );
        string answer = await raw.ReadUntilAsync("broken_request_body", gateway.Cancellation);

        Assert.StartsWith("HTTP/1.1 400", answer);
        Assert.Empty(gateway.Provider.Log.Calls);
    }

    [Theory]
    [InlineData(Ask.ChatPath, "{\"model\":\"gpt-4o\",")]
    [InlineData(Ask.MessagesPath, "not json at all")]
    public async Task A_malformed_body_is_forwarded_and_recorded(string path, string body)
    {
        Received direct = await gateway.SendDirectAsync(Ask.Post(path, body));
        Received through = await gateway.SendAsync(Ask.Post(path, body));

        Assert.Equal(400, through.Status);
        Assert.Equal(direct.Body, through.Body);
        LedgerEntry end = await gateway.EndOfAsync(through.Call!);
        Assert.Equal("void", end.Kind);
        Assert.Equal("upstream_refused", end.Outcome);
        Assert.Equal(body, Encoding.UTF8.GetString(gateway.Provider.Log.Calls[^1].Body.Span));
    }

    [Fact]
    public async Task A_request_of_64_MiB_passes_whole_and_one_of_65_MiB_is_refused()
    {
        string start = "{\"model\":\"gpt-4o-mini\",\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":\"";
        string body = start + new string('a', (64 << 20) - start.Length - 4) + "\"}]}";

        Received largest = await gateway.SendAsync(Ask.Post(Ask.ChatPath, body));
        Received larger = await gateway.SendAsync(Ask.Post(Ask.ChatPath, body + new string(' ', 1 << 20)));

        Assert.Equal(64 << 20, body.Length);
        Assert.Equal(200, largest.Status);
        Assert.Equal(64 << 20, gateway.Provider.Log.Calls.Single().BodyLength);
        Assert.Equal(413, larger.Status);
        Assert.Contains("request_too_large", larger.Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("bytewise,")]
    public async Task A_large_unstreamed_answer_passes_whole_and_is_settled(string told)
    {
        string body = Ask.Chat("Large");
        told = told.Length > 0 ? told + "words=3000" : "huge_body=9";
        Received direct = await gateway.SendDirectAsync(Ask.Post(Ask.ChatPath, body, told));
        Received through = await gateway.SendAsync(Ask.Post(Ask.ChatPath, body, told));

        Assert.Equal(direct.Body, through.Body);
        LedgerEntry end = await gateway.EndOfAsync(through.Call!);
        Assert.Equal("served", end.Outcome);
        Assert.Equal(Tokens.Show(Tokens.Of(gateway.Provider.Log.Calls[0].Usage!)), Tokens.Show(end.Quantities));
    }

    [Fact]
    public async Task HTTP_2_without_TLS_is_spoken_to_callers()
    {
        HttpRequestMessage request = Ask.Post(Ask.ChatPath, Ask.ChatStream("Two"));
        request.Version = HttpVersion.Version20;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        Received direct = await gateway.SendDirectAsync(Ask.Post(Ask.ChatPath, Ask.ChatStream("Two")));

        Received through = await gateway.SendAsync(request);

        Assert.Equal(direct.Body, through.Body);
        Assert.Equal("served", (await gateway.EndOfAsync(through.Call!)).Outcome);
    }

    [Fact]
    public async Task A_redirect_is_passed_on_and_not_followed()
    {
        Received answer = await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.Chat("Move"), "redirect=307"));

        Assert.Equal(307, answer.Status);
        Assert.Equal("/v1/moved", answer.Headers["Location"]);
        Assert.True((await gateway.EndOfAsync(answer.Call!)).IsEnd);
    }
}
