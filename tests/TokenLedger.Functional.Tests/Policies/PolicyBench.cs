using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using TokenLedger.Accounting.Policies;
using TokenLedger.Functional.Tests.Running;
using TokenLedger.Gateway;
using TokenLedger.Gateway.Policies;

namespace TokenLedger.Functional.Tests.Policies;

/// <summary>A gateway with rules before a provider that answers every request, so that what was forwarded can be seen.</summary>
internal sealed class PolicyBench : IAsyncDisposable
{
    private const string Answer = """
        {"id":"r1","object":"chat.completion","model":"gpt-4o-mini","choices":[{"index":0,"message":{"role":"assistant","content":"ok"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":1,"total_tokens":6}}
        """;

    private PolicyBench(StubProvider provider, TestGateway gateway)
    {
        Provider = provider;
        Gateway = gateway;
    }

    public StubProvider Provider { get; }

    public TestGateway Gateway { get; }

    public static Task<PolicyBench> StartAsync(params PolicyRule[] rules) =>
        StartAsync(new PolicyOptions { Rules = rules });

    public static async Task<PolicyBench> StartAsync(PolicyOptions policies)
    {
        StubProvider provider = await StubProvider.OfAsync(Answer);
        TestGateway gateway = await provider.GatewayAsync(options =>
            options with
            {
                Policies = policies,
                Upstreams = [.. options.Upstreams, Extra(provider, "azure"), Extra(provider, "bedrock")],
            }
        );
        return new(provider, gateway);
    }

    private static UpstreamOptions Extra(StubProvider provider, string dialect) =>
        new()
        {
            Name = dialect + "-test",
            Provider = dialect,
            Dialect = dialect,
            BaseAddress = provider.Address,
            PathPrefix = $"/{dialect}-test",
        };

    public static PolicyRule Rule(string id, PolicyAction action, string? when = null) =>
        new()
        {
            Id = id,
            Action = action,
            When = when,
        };

    public async Task<Received> SendAsync(string path, string body, params (string Name, string Value)[] headers)
    {
        HttpRequestMessage request = new(HttpMethod.Post, path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Authorization", "Bearer " + Ask.Key);
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Gateway.SendAsync(request);
    }

    public Task<Received> ChatAsync(params (string Name, string Value)[] headers) =>
        SendAsync(Ask.ChatPath, Ask.Chat("hello"), headers);

    /// <summary>Changes a document of the administration API.</summary>
    public async Task<(int Status, JsonElement Body)> AdminAsync(HttpMethod method, string path, string? json = null)
    {
        using HttpRequestMessage request = new(method, path);
        request.Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await Gateway.Http.SendAsync(request, Gateway.Cancellation);
        byte[] body = await response.Content.ReadAsByteArrayAsync(Gateway.Cancellation);
        return ((int)response.StatusCode, body.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(body));
    }

    public string Forwarded => Encoding.UTF8.GetString(Provider.Body);

    public async Task<LedgerEntry> AuthorizationAsync(Received answer) =>
        (await Gateway.EntriesOfAsync(answer.Call!)).Single(entry => entry.Kind == "authorization");

    public static IReadOnlyList<string> Warnings(LedgerEntry entry) =>
        entry.Json.TryGetProperty("warnings", out JsonElement warnings)
            ? [.. warnings.EnumerateArray().Select(one => one.GetString()!)]
            : [];

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Provider.DisposeAsync();
    }
}
