using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json;
using Anthropic;
using Anthropic.Models.Messages;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Embeddings;
using OpenAI.Responses;
using TokenLedger.Functional.Tests.Running;

namespace TokenLedger.Functional.Tests.Clients;

/// <summary>The NuGet packages OpenAI and Anthropic, unmodified.</summary>
public sealed class NugetClientTests : IAsyncLifetime
{
    private const string Prompt = "Tell me about ledgers from .NET.";
    private TestGateway gateway = null!;

    public async ValueTask InitializeAsync() => gateway = await TestGateway.StartAsync();

    public ValueTask DisposeAsync() => gateway.DisposeAsync();

    [Fact]
    public Task OpenAI_chat() =>
        SameAsync(
            async (address, wire) =>
            {
                ChatClient client = OpenAI(address, wire).GetChatClient("gpt-4o-mini");
                ClientResult<ChatCompletion> answer = await client.CompleteChatAsync(
                    [new UserChatMessage(Prompt)],
                    cancellationToken: gateway.Cancellation
                );
                return Show(answer.Value);
            }
        );

    [Fact]
    public Task OpenAI_chat_streaming() =>
        SameAsync(
            async (address, wire) =>
            {
                ChatClient client = OpenAI(address, wire).GetChatClient("gpt-4o-mini");
                List<string> updates = [];
                await foreach (
                    StreamingChatCompletionUpdate update in client.CompleteChatStreamingAsync(
                        [new UserChatMessage(Prompt)],
                        cancellationToken: gateway.Cancellation
                    )
                )
                {
                    updates.Add(Show(update));
                }

                return string.Join('\n', updates);
            }
        );

    [Fact]
    public Task OpenAI_embeddings() =>
        SameAsync(
            async (address, wire) =>
            {
                EmbeddingClient client = OpenAI(address, wire).GetEmbeddingClient("text-embedding-3-small");
                ClientResult<OpenAIEmbeddingCollection> answer = await client.GenerateEmbeddingsAsync(
                    ["one", "two"],
                    cancellationToken: gateway.Cancellation
                );
                return string.Join(';', answer.Value.Select(item => string.Join(',', item.ToFloats().ToArray())));
            }
        );

#pragma warning disable OPENAI001 // The Responses client of this package is marked as subject to change.
    [Fact]
    public Task OpenAI_responses() =>
        SameAsync(
            async (address, wire) =>
            {
                ResponsesClient client = OpenAI(address, wire).GetResponsesClient();
                ClientResult<ResponseResult> answer = await client.CreateResponseAsync(
                    "gpt-5-mini",
                    Prompt,
                    cancellationToken: gateway.Cancellation
                );
                return Show(answer.Value);
            }
        );

    [Fact]
    public Task OpenAI_responses_streaming() =>
        SameAsync(
            async (address, wire) =>
            {
                ResponsesClient client = OpenAI(address, wire).GetResponsesClient();
                List<string> updates = [];
                await foreach (
                    StreamingResponseUpdate update in await client.CreateResponseStreamingAsync(
                        "gpt-5-mini",
                        Prompt,
                        cancellationToken: gateway.Cancellation
                    )
                )
                {
                    updates.Add(Show(update));
                }

                return string.Join('\n', updates);
            }
        );
#pragma warning restore OPENAI001

    [Fact]
    public Task Anthropic_messages() =>
        SameAsync(
            async (address, wire) =>
                (await Anthropic(address, wire).Messages.Create(Parameters(), gateway.Cancellation)).ToString()
        );

    [Fact]
    public Task Anthropic_messages_streaming() =>
        SameAsync(
            async (address, wire) =>
            {
                List<string> events = [];
                await foreach (
                    RawMessageStreamEvent item in Anthropic(address, wire)
                        .Messages.CreateStreaming(Parameters(), gateway.Cancellation)
                )
                {
                    events.Add(item.ToString());
                }

                return string.Join('\n', events);
            }
        );

    /// <summary>Runs a call directly and through the gateway and compares objects and raw answers.</summary>
    private async Task SameAsync(Func<Uri, RecordingHandler, Task<string>> call)
    {
        using RecordingHandler directWire = new();
        using RecordingHandler wire = new();
        string direct = await call(gateway.Provider.BaseAddress, directWire);

        string through = await call(gateway.Address, wire);

        Assert.True(direct.Length > 20, direct);
        Assert.Equal(direct, through);
        Assert.Equal(directWire.Answers.Single().Body, wire.Answers.Single().Body);
        Assert.Equal(directWire.Answers.Single().StableHeaders, wire.Answers.Single().StableHeaders);
        await gateway.AssertEqualsProviderLogAsync();
    }

    private static string Show<T>(T value)
        where T : IPersistableModel<T> => ModelReaderWriter.Write(value, ModelReaderWriterOptions.Json).ToString();

    private static OpenAIClient OpenAI(Uri address, RecordingHandler wire) =>
        new(
            new ApiKeyCredential(Ask.Key),
            new OpenAIClientOptions
            {
                Endpoint = new Uri(address, "/v1"),
                Transport = new HttpClientPipelineTransport(new HttpClient(wire, disposeHandler: false)),
                RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            }
        );

    private static AnthropicClient Anthropic(Uri address, RecordingHandler wire) =>
        new()
        {
            ApiKey = Ask.Key,
            BaseUrl = address.GetLeftPart(UriPartial.Authority),
            HttpClient = new HttpClient(wire, disposeHandler: false),
            MaxRetries = 0,
        };

    private static MessageCreateParams Parameters() =>
        new()
        {
            MaxTokens = 400,
            Messages = [new UserMessageParam(Prompt)],
            Model = "claude-haiku-4-5",
        };
}
