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
    [InlineData("GET", "/v1/messages", null)]
    [InlineData("POST", "/messages", null)]
    [InlineData("POST", "/v1/chat/completions", null)]
    public void Anthropic_routes_are_known_by_their_operation(string method, string path, string? api) =>
        Assert.Equal(api, AnthropicDialect.Instance.Match(method, path)?.Api);
}
