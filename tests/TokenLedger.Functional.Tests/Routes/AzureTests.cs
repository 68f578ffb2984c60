using TokenLedger.Functional.Tests.Running;
using TokenLedger.Gateway;

namespace TokenLedger.Functional.Tests.Routes;

/// <summary>Azure's deployments: their names are not models, and what they are chooses the price.</summary>
public sealed class AzureTests
{
    private const string Answered = """
        {"id":"chatcmpl-0123456789abcdef","object":"chat.completion","model":"gpt-4o-mini-2024-07-18","choices":[],"usage":{"prompt_tokens":1000,"completion_tokens":100,"total_tokens":1100}}
        """;

    [Theory]
    [InlineData("/azure/openai/deployments/chat-prod/chat/completions?api-version=2024-10-21", "0.00021")]
    [InlineData("/azure/openai/deployments/chat-eu/chat/completions?api-version=2024-10-21", "0.000231")]
    [InlineData("/azure/openai/deployments/unheard/chat/completions?api-version=2024-10-21", "0.00021")]
    public async Task The_answers_model_is_priced_as_its_deployment_is(string path, string cost)
    {
        await using StubProvider provider = await StubProvider.OfAsync(Answered);
        await using TestGateway gateway = await GatewayAsync(provider);
        HttpRequestMessage request = Ask.Request(HttpMethod.Post, path, """{"messages":[]}""");
        request.Headers.Remove("Authorization");
        request.Headers.Add("api-key", Ask.Key);

        Received answer = await gateway.SendAsync(request);

        Assert.Equal(["POST " + path["/azure".Length..]], provider.Requests);
        Assert.Equal(Ask.Key, provider.Headers["api-key"]);
        LedgerEntry end = await gateway.EndOfAsync(answer.Call!);
        Assert.Equal(("azure.chat", "azure"), (end.Text("api"), end.Text("provider")));
        Assert.Equal("gpt-4o-mini-2024-07-18", end.Text("model_served"));
        Assert.Equal(path.Split('/')[4], end.Text("model_requested"));
        Assert.Equal("swedencentral", end.Text("region"));
        Assert.Equal(cost, end.Text("cost_usd"));
        Assert.StartsWith("k_", end.Text("key"));
    }

    [Theory]
    [InlineData("chat-prod", "0.00021")]
    [InlineData("gpt-4o-mini", null)] // a deployment may be called like a model and be another
    public async Task An_answer_without_a_model_is_priced_by_the_configured_one_only(string deployment, string? cost)
    {
        await using StubProvider provider = await StubProvider.OfAsync(
            Answered.Replace("\"model\":\"gpt-4o-mini-2024-07-18\",", "", StringComparison.Ordinal)
        );
        await using TestGateway gateway = await GatewayAsync(provider);

        Received answer = await gateway.SendAsync(
            Ask.Post("/azure/openai/v1/chat/completions", $$"""{"model":"{{deployment}}","messages":[]}""")
        );

        Assert.Equal(["POST /openai/v1/chat/completions"], provider.Requests);
        LedgerEntry end = await gateway.EndOfAsync(answer.Call!);
        Assert.Equal(cost, end.Text("cost_usd"));
        Assert.Equal(deployment, end.Text("model_requested"));
    }

    [Theory]
    [InlineData("2024-06-01", false)]
    [InlineData("2024-10-21", true)]
    public async Task A_version_without_stream_options_is_not_asked_for_usage(string version, bool asked)
    {
        await using StubProvider provider = await StubProvider.OfAsync(Answered);
        await using TestGateway gateway = await GatewayAsync(provider);

        await gateway.SendAsync(
            Ask.Post(
                $"/azure/openai/deployments/chat-prod/chat/completions?api-version={version}",
                """{"messages":[],"stream":true}"""
            )
        );

        string body = System.Text.Encoding.UTF8.GetString(provider.Body);
        Assert.Equal(asked, body.Contains("include_usage", StringComparison.Ordinal));
    }

    private static Task<TestGateway> GatewayAsync(StubProvider provider) =>
        provider.GatewayAsync(options =>
            options with
            {
                Upstreams =
                [
                    new()
                    {
                        Name = "azure",
                        Provider = "azure",
                        Dialect = "azure",
                        BaseAddress = provider.Address,
                        PathPrefix = "/azure",
                        Conditions = [new("deployment", "global"), new("region", "swedencentral")],
                        Deployments = new Dictionary<string, Deployment>
                        {
                            ["chat-prod"] = new("gpt-4o-mini", null),
                            ["chat-eu"] = new(null, "data_zone"),
                        },
                    },
                ],
            }
        );
}
