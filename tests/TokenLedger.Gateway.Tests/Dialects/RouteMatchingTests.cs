using TokenLedger.Gateway.Dialects;

namespace TokenLedger.Gateway.Tests.Dialects;

public sealed class RouteMatchingTests
{
    [Theory]
    [InlineData("POST", "/v1/chat/completions", "openai.chat")]
    [InlineData("POST", "/chat/completions", "openai.chat")]
    [InlineData("POST", "/v1/responses", "openai.responses")]
    [InlineData("GET", "/v1/responses/resp_0a1", "openai.responses")]
    [InlineData("POST", "/v1/responses/resp_0a1/cancel", "openai.responses")]
    [InlineData("DELETE", "/v1/responses/resp_0a1", "openai.responses.meta")]
    [InlineData("POST", "/v1/completions", "openai.completions")]
    [InlineData("POST", "/v1/embeddings", "openai.embeddings")]
    [InlineData("GET", "/v1/models", "openai.models")]
    [InlineData("GET", "/v1/models/openai/gpt-oss-120b", "openai.models")]
    public void OpenAi_routes_are_known_by_their_operation(string method, string path, string api) =>
        Assert.Equal(api, OpenAiDialect.Instance.Match(method, path)?.Api);

    [Theory]
    [InlineData("POST", "/v1/images/generations", "openai.images", RouteKind.Inference)]
    [InlineData("POST", "/v1/images/edits", "openai.images", RouteKind.Inference)]
    [InlineData("POST", "/v1/images/variations", "openai.images", RouteKind.Inference)]
    [InlineData("POST", "/v1/audio/speech", "openai.speech", RouteKind.Inference)]
    [InlineData("POST", "/v1/audio/transcriptions", "openai.transcription", RouteKind.Inference)]
    [InlineData("POST", "/v1/audio/translations", "openai.transcription", RouteKind.Inference)]
    [InlineData("POST", "/v1/moderations", "openai.moderations", RouteKind.Inference)]
    [InlineData("POST", "/rerank", "openai.rerank", RouteKind.Inference)]
    [InlineData("POST", "/v1/rerank", "openai.rerank", RouteKind.Inference)]
    [InlineData("POST", "/v1/realtime/client_secrets", "openai.realtime", RouteKind.Metadata)]
    [InlineData("POST", "/v1/realtime/sessions", "openai.realtime", RouteKind.Metadata)]
    [InlineData("POST", "/v1/realtime/transcription_sessions", "openai.realtime", RouteKind.Metadata)]
    [InlineData("POST", "/v1/files", "openai.files", RouteKind.Metadata)]
    [InlineData("GET", "/v1/files", "openai.files", RouteKind.Metadata)]
    [InlineData("GET", "/v1/files/file-abc", "openai.files", RouteKind.Metadata)]
    [InlineData("DELETE", "/v1/files/file-abc", "openai.files", RouteKind.Metadata)]
    [InlineData("GET", "/v1/files/file-abc/content", "openai.files", RouteKind.BatchResults)]
    [InlineData("POST", "/v1/batches", "openai.batches", RouteKind.Metadata)]
    [InlineData("GET", "/v1/batches", "openai.batches", RouteKind.Metadata)]
    [InlineData("GET", "/v1/batches/batch_1", "openai.batches", RouteKind.Metadata)]
    [InlineData("POST", "/v1/batches/batch_1/cancel", "openai.batches", RouteKind.Metadata)]
    [InlineData("POST", "/v1/uploads/upload_1/parts", "openai.files", RouteKind.Metadata)]
    [InlineData("POST", "/beta/completions", "openai.completions", RouteKind.Inference)]
    [InlineData("POST", "/anthropic/v1/messages", "anthropic.messages", RouteKind.Inference)]
    public void Routes_beside_chat_are_known_too(string method, string path, string api, RouteKind kind)
    {
        Route route = OpenAiDialect.Instance.Match(method, path)!;

        Assert.Equal((api, kind), (route.Api, route.Kind));
    }

    [Fact]
    public void A_download_names_its_batch()
    {
        Assert.Equal("file-abc", OpenAiDialect.Instance.Match("GET", "/v1/files/file-abc/content")?.Batch);
        Assert.Equal("msgb_1", AnthropicDialect.Instance.Match("GET", "/v1/messages/batches/msgb_1/results")?.Batch);
    }

    [Theory]
    [InlineData("/openai/deployments/d-1/chat/completions", "azure.chat", "d-1")]
    [InlineData("/openai/deployments/d-1/extensions/chat/completions", "azure.chat", "d-1")]
    [InlineData("/openai/deployments/d.1/completions", "azure.completions", "d.1")]
    [InlineData("/openai/deployments/d/embeddings", "azure.embeddings", "d")]
    [InlineData("/openai/deployments/d/images/generations", "azure.images", "d")]
    [InlineData("/openai/deployments/d/audio/speech", "azure.speech", "d")]
    [InlineData("/openai/deployments/d/audio/transcriptions", "azure.transcription", "d")]
    [InlineData("/openai/deployments/d/audio/translations", "azure.transcription", "d")]
    [InlineData("/deployments/d/chat/completions", "azure.chat", "d")]
    [InlineData("/openai/v1/chat/completions", "azure.chat", null)]
    [InlineData("/openai/v1/responses", "azure.responses", null)]
    [InlineData("/openai/responses", "azure.responses", null)]
    [InlineData("/openai/v1/files", "azure.files", null)]
    [InlineData("/models/chat/completions", "azure.chat", null)]
    [InlineData("/anthropic/v1/messages", "anthropic.messages", null)]
    public void Azure_routes_are_known_below_a_deployment_and_without(string path, string api, string? deployment)
    {
        Route route = AzureDialect.Instance.Match("POST", path)!;

        Assert.Equal((api, deployment), (route.Api, route.Model));
    }

    [Theory]
    [InlineData("GET", "/openai/deployments/d/chat/completions")]
    [InlineData("POST", "/openai/deployments/d/files")]
    [InlineData("POST", "/openai/deployments//chat/completions")]
    [InlineData("POST", "/openai/deployments/a/b/chat/completions")]
    [InlineData("POST", "/openai/deployments/d")]
    public void Anything_else_is_no_route_of_Azure(string method, string path) =>
        Assert.Null(AzureDialect.Instance.Match(method, path));

    [Theory]
    [InlineData("", true)]
    [InlineData("?api-version=preview", true)]
    [InlineData("?api-version=2024-10-21", true)]
    [InlineData("?x=1&api-version=2024-06-01", false)]
    public void An_Azure_version_that_knows_no_stream_options_is_sent_none(string query, bool takes) =>
        Assert.Equal(takes, AzureDialect.Instance.TakesStreamOptions(query));

    [Theory]
    [InlineData("POST", "/v1/chat/completions", "mistral.chat")]
    [InlineData("POST", "/v1/fim/completions", "mistral.chat")]
    [InlineData("POST", "/v1/agents/completions", "mistral.chat")]
    [InlineData("POST", "/v1/ocr", "mistral.ocr")]
    [InlineData("POST", "/v1/embeddings", "openai.embeddings")]
    [InlineData("POST", "/v1/chat/moderations", "openai.moderations")]
    [InlineData("POST", "/v1/batch/jobs", "openai.batches")]
    [InlineData("GET", "/v1/batch/jobs/8f1c", "openai.batches")]
    [InlineData("POST", "/v1/batch/jobs/8f1c/cancel", "openai.batches")]
    [InlineData("POST", "/v1/conversations", null)]
    public void Mistral_routes_are_known_by_their_operation(string method, string path, string? api) =>
        Assert.Equal(api, MistralDialect.Instance.Match(method, path)?.Api);

    [Theory]
    [InlineData("GET", "/v1/responses")]
    [InlineData("POST", "/v1/chat/completions/")]
    [InlineData("POST", "/v1/Chat/Completions")]
    [InlineData("POST", "//v1/chat/completions")]
    [InlineData("GET", "/v1/responses/..")]
    [InlineData("GET", "/v1/responses/a/../../chat/completions")]
    [InlineData("GET", "/v1/models/../chat/completions")]
    [InlineData("GET", "/v1/models/a%2fb")]
    [InlineData("GET", "/v1/responses/")]
    [InlineData("PUT", "/v1/models/x")]
    [InlineData("POST", "/v1/unheard/of")]
    public void Anything_else_is_no_route_of_OpenAi(string method, string path) =>
        Assert.Null(OpenAiDialect.Instance.Match(method, path));

    [Theory]
    [InlineData("POST", "/v1/messages", "anthropic.messages")]
    [InlineData("POST", "/v1/messages/count_tokens", "anthropic.count_tokens")]
    [InlineData("GET", "/v1/models", "anthropic.models")]
    [InlineData("GET", "/v1/models/claude-opus-5-5", "anthropic.models")]
    [InlineData("POST", "/v1/messages/batches", "anthropic.batches")]
    [InlineData("GET", "/v1/messages/batches/msgb_1", "anthropic.batches")]
    [InlineData("GET", "/v1/messages/batches/msgb_1/results", "anthropic.batches")]
    [InlineData("POST", "/v1/messages/batches/msgb_1/cancel", "anthropic.batches")]
    [InlineData("POST", "/v1/files", "anthropic.files")]
    [InlineData("GET", "/v1/files/file_1/content", "anthropic.files")]
    [InlineData("GET", "/v1/messages", null)]
    [InlineData("POST", "/messages", null)]
    [InlineData("POST", "/v1/chat/completions", null)]
    public void Anthropic_routes_are_known_by_their_operation(string method, string path, string? api) =>
        Assert.Equal(api, AnthropicDialect.Instance.Match(method, path)?.Api);
}
