using System.Text.Json;
using TokenLedger.Functional.Tests.Running;

namespace TokenLedger.Functional.Tests.Routes;

/// <summary>A route that is not known here is forwarded and recorded, and never booked as nothing.</summary>
public sealed class UnknownRouteTests
{
    [Theory]
    [InlineData("POST", "/v1/vector_stores?limit=2", "/v1/vector_stores?limit=2", "openai.other")]
    [InlineData("PUT", "/v1/a%20b/c:d", "/v1/a%20b/c:d", "openai.other")]
    [InlineData("POST", "/v1/messages/unknown", "/v1/messages/unknown", "anthropic.other")]
    [InlineData("POST", "/mistral/v1/conversations", "/v1/conversations", "mistral.other")]
    [InlineData("POST", "/groq/openai/v1/new/thing", "/openai/v1/new/thing", "openai.other")]
    [InlineData("POST", "/perplexity/search", "/search", "openai.other")]
    public async Task An_unknown_route_is_forwarded_as_it_came_and_booked_as_unpriced(
        string method,
        string path,
        string target,
        string api
    )
    {
        await using StubProvider provider = await StubProvider.OfAsync("{}", status: 201);
        await using TestGateway gateway = await provider.GatewayAsync();

        Received answer = await gateway.SendAsync(Ask.Request(HttpMethod.Parse(method), path, "{}"));

        Assert.Equal(201, answer.Status);
        Assert.Equal([$"{method} {target}"], provider.Requests);
        LedgerEntry end = await gateway.EndOfAsync(answer.Call!);
        Assert.Equal(("settlement", api), (end.Kind, end.Text("api")));
        Assert.Equal((null, "False"), (end.Text("cost_usd"), end.Text("priced")));
        Assert.Equal(["unmetered_route"], end.Flags);
        Assert.Equal("unpriced", answer.Headers["X-TokenLedger-Cost-Usd"]);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    [InlineData("HEAD")]
    public async Task Reading_and_deleting_costs_nothing(string method)
    {
        await using StubProvider provider = await StubProvider.OfAsync("{}", status: 201);
        await using TestGateway gateway = await provider.GatewayAsync();

        Received answer = await gateway.SendAsync(
            Ask.Request(HttpMethod.Parse(method), "/v1/vector_stores/vs_1", null)
        );

        LedgerEntry end = await gateway.EndOfAsync(answer.Call!);
        Assert.Equal(("openai.other", "0"), (end.Text("api"), end.Text("cost_usd")));
        Assert.Empty(end.Flags);
    }

    [Fact]
    public async Task An_unknown_route_that_the_provider_refuses_is_void()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();

        Received answer = await gateway.SendAsync(Ask.Post("/v1/vector_stores", "{}", "status=403"));

        Assert.Equal(403, answer.Status);
        Assert.Equal("void", (await gateway.EndOfAsync(answer.Call!)).Kind);
    }

    [Theory]
    [InlineData("/v1/a%2fb", false)]
    [InlineData("/v1/messages/%2e%2e%2fcomplete", true)]
    [InlineData("/v1/a%5cb", false)]
    [InlineData("/v1/a//b", false)]
    [InlineData("/groq/v1/x%252fy", false)]
    [InlineData("/unknown/v1/chat", false)]
    public async Task A_path_that_could_mean_another_is_refused_in_the_dialect(string path, bool anthropic)
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using RawConnection raw = await RawConnection.OpenAsync(gateway.Address, gateway.Cancellation);

        await raw.SendAsync(
            $"POST {path} HTTP/1.1\r\nHost: {gateway.Address.Authority}\r\nContent-Length: 0\r\n\r\n",
            gateway.Cancellation
        );
        string answer = await raw.ReadUntilAsync("unknown_route", gateway.Cancellation);

        Assert.StartsWith("HTTP/1.1 404", answer);
        Assert.Contains("no route", answer);
        Assert.Equal(anthropic, answer.Contains("{\"type\":\"error\"", StringComparison.Ordinal));
        Assert.Empty(gateway.Provider.Log.Calls);
    }

    [Theory]
    [InlineData("/v1/unknown", false)]
    [InlineData("/v1/messages/unknown", true)]
    public async Task Unknown_routes_can_be_refused_by_configuration(string path, bool anthropic)
    {
        await using TestGateway gateway = await TestGateway.StartAsync(
            (options, _) => options with { ForwardUnknownRoutes = false }
        );

        Received answer = await gateway.SendAsync(Ask.Post(path, "{}"));

        Assert.Equal(404, answer.Status);
        Assert.Equal(anthropic, JsonElement.Parse(answer.Body).TryGetProperty("type", out _));
        Assert.Empty(gateway.Provider.Log.Calls);
    }

    [Fact]
    public async Task A_key_of_one_root_provider_never_reaches_the_other()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(
            (options, _) => options with { Upstreams = [.. options.Upstreams.Where(up => up.Name != "anthropic")] }
        );

        Received messages = await gateway.SendAsync(Ask.Post(Ask.MessagesPath, Ask.Message("Hello")));
        Received other = await gateway.SendAsync(Ask.Post("/v1/messages/new", "{}"));

        Assert.Equal((404, 404), (messages.Status, other.Status));
        Assert.Empty(gateway.Provider.Log.Calls);
    }
}
