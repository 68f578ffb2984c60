using System.Text.Json;
using TokenLedger.Demo.Simulation;
using TokenLedger.Functional.Tests.Running;

namespace TokenLedger.Functional.Tests.Clients;

/// <summary>The providers' own npm packages, unmodified.</summary>
public sealed class NpmClientTests
{
    [Theory]
    [InlineData("openai", "", 16)]
    [InlineData("anthropic", "", 8)]
    [InlineData("gemini", "/gemini", 9)]
    [InlineData("cohere", "/cohere", 6)]
    [InlineData("mistral", "/mistral", 7)]
    [InlineData("groq", "/groq", 7)]
    [InlineData("bedrock", "/bedrock", 6)]
    [InlineData("ollama", "/ollama", 7)]
    public async Task An_npm_client_receives_through_the_gateway_what_it_receives_directly(
        string client,
        string prefix,
        int calls
    )
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        string? direct = await NodeClients.RunAsync(client, gateway.Provider.AddressOf(client), gateway.Cancellation);
        Assert.SkipWhen(direct is null, "node and npm are not installed: the npm clients are not tested.");
        IReadOnlyList<LoggedCall> before = gateway.Provider.Log.Calls;

        string through = (await NodeClients.RunAsync(client, new Uri(gateway.Address, prefix), gateway.Cancellation))!;

        Assert.Equal(Results(direct), Results(through));
        Assert.Equal(calls, Results(direct).Count);
        IReadOnlyList<LoggedCall> after = await gateway.Provider.Log.WaitForAsync(
            2 * before.Count,
            gateway.Cancellation
        );
        await gateway.AssertLedgerHasAsync(after.Skip(before.Count));
    }

    private static List<string> Results(string json) =>
        [.. JsonElement.Parse(json).EnumerateArray().Select(result => result.GetRawText())];
}
