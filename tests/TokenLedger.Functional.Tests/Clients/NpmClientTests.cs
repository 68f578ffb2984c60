using System.Text.Json;
using TokenLedger.Functional.Tests.Running;

namespace TokenLedger.Functional.Tests.Clients;

/// <summary>The npm packages openai and @anthropic-ai/sdk, unmodified.</summary>
public sealed class NpmClientTests
{
    [Fact]
    public async Task The_npm_clients_receive_through_the_gateway_what_they_receive_directly()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        string? direct = await NodeClients.RunAsync(gateway.Provider.BaseAddress, gateway.Cancellation);
        Assert.SkipWhen(direct is null, "node and npm are not installed: the npm clients are not tested.");

        string through = (await NodeClients.RunAsync(gateway.Address, gateway.Cancellation))!;

        Assert.Equal(Results(direct), Results(through));
        Assert.True(Results(direct).Count >= 19);
        await gateway.AssertEqualsProviderLogAsync();
    }

    private static List<string> Results(string json) =>
        [.. JsonElement.Parse(json).EnumerateArray().Select(result => result.GetRawText())];
}
