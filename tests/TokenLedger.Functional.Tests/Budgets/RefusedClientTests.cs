using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json;
using Anthropic;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;
using OpenAI;
using OpenAI.Chat;
using TokenLedger.Functional.Tests.Clients;
using TokenLedger.Functional.Tests.Running;

namespace TokenLedger.Functional.Tests.Budgets;

/// <summary>The official clients, their retries left as they are, stop at once when a budget refuses.</summary>
public sealed class RefusedClientTests
{
    private const string Nothing =
        """{"limits":[{"unit":"usd","amount":"0.000001"}],"window":{"kind":"calendar","period":"day"}}""";

    [Fact]
    public async Task The_NuGet_client_of_OpenAI_asks_once()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await gateway.SetBudgetAsync("spent", Nothing);
        using RecordingHandler wire = new();
        ChatClient client = new OpenAIClient(
            new ApiKeyCredential(Ask.Key),
            new OpenAIClientOptions
            {
                Endpoint = new Uri(gateway.Address, "/v1"),
                Transport = new HttpClientPipelineTransport(new HttpClient(wire, disposeHandler: false)),
            }
        ).GetChatClient("gpt-4o-mini");

        ClientResultException refused = await Assert.ThrowsAsync<ClientResultException>(() =>
            client.CompleteChatAsync([new UserChatMessage("Hello")])
        );

        Assert.Equal(402, refused.Status);
        Assert.Contains("spent", refused.Message, StringComparison.Ordinal);
        AssertTold(Assert.Single(wire.Answers));
        Assert.Empty(gateway.Provider.Log.Calls);
    }

    [Fact]
    public async Task The_NuGet_client_of_Anthropic_asks_once()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await gateway.SetBudgetAsync("spent", Nothing);
        using RecordingHandler wire = new();
        AnthropicClient client = new()
        {
            ApiKey = Ask.Key,
            BaseUrl = gateway.Address.GetLeftPart(UriPartial.Authority),
            HttpClient = new HttpClient(wire, disposeHandler: false),
        };

        await Assert.ThrowsAnyAsync<AnthropicApiException>(() =>
            client.Messages.Create(
                new MessageCreateParams
                {
                    MaxTokens = 400,
                    Messages = [new UserMessageParam("Hello")],
                    Model = "claude-haiku-4-5",
                },
                gateway.Cancellation
            )
        );

        AssertTold(Assert.Single(wire.Answers));
    }

    [Fact]
    public async Task The_npm_clients_ask_once()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await gateway.SetBudgetAsync("spent", Nothing);

        string? told = await NodeClients.RunScriptAsync(
            ["budgets.mjs", gateway.Address.GetLeftPart(UriPartial.Authority), "refused"],
            gateway.Cancellation
        );

        Assert.SkipWhen(told is null, "node and npm are not installed: the npm clients are not tested.");
        foreach (JsonProperty call in JsonElement.Parse(told).EnumerateObject())
        {
            Assert.Equal((call.Name, 402), (call.Name, call.Value.GetProperty("status").GetInt32()));
            Assert.Equal((call.Name, 1), (call.Name, call.Value.GetProperty("requests").GetInt32()));
        }

        IReadOnlyList<LedgerEntry> entries = await gateway.EntriesAsync();
        Assert.All(
            entries.Where(entry => entry.Kind == "rejection"),
            entry => Assert.Equal("budget:spent", entry.Text("subject"))
        );
        Assert.Contains(entries, entry => entry.Kind == "rejection");
    }

    private static void AssertTold(Received answer)
    {
        Assert.Equal(402, answer.Status);
        Assert.Equal("false", answer.Headers["x-should-retry"]);
        Assert.False(answer.Headers.ContainsKey("Retry-After"));
        JsonElement details = JsonElement.Parse(answer.Body).GetProperty("error").GetProperty("details");
        Assert.Equal("spent", details.GetProperty("budget").GetString());
        Assert.Equal("0.000001", details.GetProperty("limit").GetString());
        Assert.Equal("0", details.GetProperty("used").GetString());
        Assert.Equal("day (UTC)", details.GetProperty("window").GetString());
        foreach (string name in (string[])["held", "estimate", "resets_at", "scope", "unit"])
        {
            Assert.False(string.IsNullOrEmpty(details.GetProperty(name).GetString()), name);
        }
    }
}
