using TokenLedger.Gateway.Dialects;

namespace TokenLedger.Gateway.Tests.Dialects;

/// <summary>Routes whose path tells the model, the stream, the region or another wire format.</summary>
public sealed class ForeignRouteTests
{
    private const string Place = "/v1/projects/p-1/locations/europe-west1/";

    [Theory]
    [InlineData("POST", "/v1beta/models/gemini-2.5-pro:generateContent", "gemini.generate", "gemini-2.5-pro", false)]
    [InlineData("POST", "/v1/models/gemini-2.5-pro:streamGenerateContent", "gemini.generate", "gemini-2.5-pro", true)]
    [InlineData("POST", "/v1alpha/models/g:generateContent", "gemini.generate", "g", false)]
    [InlineData("POST", "/v1beta/tunedModels/mine:generateContent", "gemini.generate", "tunedModels/mine", false)]
    [InlineData("POST", "/v1beta/models/g:countTokens", "gemini.count_tokens", "g", null)]
    [InlineData("POST", "/v1beta/models/e:embedContent", "gemini.embed", "e", false)]
    [InlineData("POST", "/v1beta/models/e:batchEmbedContents", "gemini.embed", "e", false)]
    [InlineData("POST", "/v1beta/models/imagen-4:predict", "gemini.predict", "imagen-4", false)]
    [InlineData("GET", "/v1beta/models", "gemini.models", null, null)]
    [InlineData("GET", "/v1beta/models/gemini-2.5-pro", "gemini.models", null, null)]
    [InlineData("POST", "/upload/v1beta/files", "gemini.files", null, null)]
    [InlineData("DELETE", "/v1beta/files/abc", "gemini.files", null, null)]
    [InlineData("GET", "/v1beta/cachedContents/abc", "gemini.cached_contents", null, null)]
    [InlineData("POST", "/v1beta/models/g:batchGenerateContent", "gemini.batches", "g", null)]
    [InlineData("POST", "/v1beta/models/e:asyncBatchEmbedContent", "gemini.batches", "e", null)]
    [InlineData("GET", "/v1beta/batches", "gemini.batches", null, null)]
    [InlineData("GET", "/v1beta/batches/9y", "gemini.batches", null, null)]
    [InlineData("POST", "/v1beta/batches/9y:cancel", "gemini.batches", null, null)]
    [InlineData("DELETE", "/v1beta/batches/9y", "gemini.batches", null, null)]
    [InlineData("GET", "/v1beta/files/batch-7x:download", "gemini.files", null, null)]
    [InlineData("GET", "/download/v1beta/files/batch-7x:download", "gemini.files", null, null)]
    [InlineData("POST", "/v1beta/openai/chat/completions", "openai.chat", null, null)]
    [InlineData("POST", "/v1beta/openai/embeddings", "openai.embeddings", null, null)]
    [InlineData("GET", "/v1beta/openai/models", "openai.models", null, null)]
    [InlineData("GET", "/v1beta/models/g:generateContent", null, null, null)]
    [InlineData("POST", "/v1beta/models/g:unheardOf", null, null, null)]
    [InlineData("POST", "/v1beta/models/../x:generateContent", null, null, null)]
    [InlineData("POST", "/v1beta/models/a/b:generateContent", null, null, null)]
    [InlineData("POST", "/v1beta/models/:generateContent", null, null, null)]
    [InlineData("POST", "/v2/models/g:generateContent", null, null, null)]
    public void Gemini(string method, string path, string? api, string? model, bool? streamed) =>
        AssertRoute("gemini", method, path, api, model, streamed);

    [Theory]
    [InlineData(
        "publishers/google/models/gemini-2.5-flash:generateContent",
        "gemini.generate",
        "gemini-2.5-flash",
        false
    )]
    [InlineData("publishers/google/models/g:streamGenerateContent", "gemini.generate", "g", true)]
    [InlineData("publishers/google/models/g:countTokens", "gemini.count_tokens", "g", null)]
    [InlineData("publishers/google/models/text-embedding-005:predict", "gemini.predict", "text-embedding-005", false)]
    [InlineData(
        "publishers/anthropic/models/claude-sonnet-4-5@20250929:rawPredict",
        "anthropic.messages",
        "claude-sonnet-4-5@20250929",
        false
    )]
    [InlineData("publishers/anthropic/models/claude-x:streamRawPredict", "anthropic.messages", "claude-x", true)]
    [InlineData("publishers/anthropic/models/count-tokens:rawPredict", "anthropic.count_tokens", null, null)]
    [InlineData("publishers/mistralai/models/codestral-2:rawPredict", "mistral.chat", "codestral-2", false)]
    [InlineData("endpoints/openapi/chat/completions", "openai.chat", null, null)]
    [InlineData("endpoints/123456:streamGenerateContent", "gemini.generate", "endpoints/123456", true)]
    [InlineData("endpoints/123456:rawPredict", null, null, null)]
    [InlineData("publishers/meta/models/llama:rawPredict", null, null, null)]
    public void Vertex(string below, string? api, string? model, bool? streamed)
    {
        AssertRoute("vertex", "POST", Place + below, api, model, streamed);
        if (api is not null)
        {
            Route route = Dialect.Named("vertex").Match("POST", Place + below)!;
            Assert.Equal([new("region", "europe-west1")], route.Conditions);
        }
    }

    [Theory]
    [InlineData("europe-west1", "europe-west1-aiplatform.googleapis.com")]
    [InlineData("global", null)]
    [InlineData("us", "aiplatform.us.rep.googleapis.com")]
    [InlineData("eu", "aiplatform.eu.rep.googleapis.com")]
    public void The_location_of_a_Vertex_path_picks_the_host_unless_another_is_configured(string location, string? host)
    {
        Dialect vertex = Dialect.Named("vertex");
        Route route = vertex.Match(
            "POST",
            $"/v1/projects/p/locations/{location}/publishers/google/models/g:generateContent"
        )!;

        Assert.Equal(host, vertex.HostOf(new Uri("https://aiplatform.googleapis.com"), route));
        Assert.Null(vertex.HostOf(new Uri("http://127.0.0.1:9"), route));
    }

    [Theory]
    [InlineData("evil.example#")]
    [InlineData("evil.example")]
    [InlineData("-x")]
    [InlineData("x-")]
    [InlineData("")]
    [InlineData("EU")]
    [InlineData("a@b")]
    public void What_is_no_location_picks_no_host(string location) =>
        Assert.Null(
            Dialect
                .Named("vertex")
                .Match("POST", $"/v1/projects/p/locations/{location}/publishers/google/models/g:generateContent")
        );

    [Fact]
    public void Vertex_serves_models_without_a_place_globally()
    {
        Route? route = Dialect.Named("vertex").Match("POST", "/v1beta1/publishers/google/models/g:generateContent");

        Assert.Equal([new("region", "global")], route?.Conditions);
    }

    [Theory]
    [InlineData("amazon.nova-lite-v1:0", "converse", "bedrock.converse", "amazon.nova-lite-v1:0", false)]
    [InlineData(
        "us.anthropic.claude-x-v1:0",
        "converse-stream",
        "bedrock.converse",
        "us.anthropic.claude-x-v1:0",
        true
    )]
    [InlineData("m", "invoke", "bedrock.invoke", "m", false)]
    [InlineData("m", "invoke-with-response-stream", "bedrock.invoke", "m", true)]
    [InlineData("m", "count-tokens", "bedrock.count_tokens", "m", null)]
    [InlineData("m", "unheard-of", null, null, null)]
    [InlineData(
        "arn:aws:bedrock:us-east-1:123:inference-profile%2Fus.meta.llama-v1:0",
        "converse",
        "bedrock.converse",
        "us.meta.llama-v1:0",
        false
    )]
    [InlineData(
        "arn:aws:bedrock:us-east-1::foundation-model%2fmeta.llama-v1:0",
        "invoke",
        "bedrock.invoke",
        "meta.llama-v1:0",
        false
    )]
    [InlineData(
        "arn:aws:bedrock:us-east-1:123:application-inference-profile%2Fabc",
        "converse",
        "bedrock.converse",
        "application-inference-profile/abc",
        false
    )]
    [InlineData("a%2F..%2Fb", "converse", null, null, null)]
    [InlineData("a%252Fb", "converse", null, null, null)]
    [InlineData("", "converse", null, null, null)]
    public void Bedrock(string model, string operation, string? api, string? name, bool? streamed) =>
        AssertRoute("bedrock", "POST", $"/model/{model}/{operation}", api, name, streamed);

    [Theory]
    [InlineData("POST", "/v2/chat", "cohere.chat")]
    [InlineData("POST", "/v1/chat", "cohere.chat_v1")]
    [InlineData("POST", "/v1/generate", "cohere.generate")]
    [InlineData("POST", "/v1/embed", "cohere.embed")]
    [InlineData("POST", "/v2/embed", "cohere.embed")]
    [InlineData("POST", "/v1/rerank", "cohere.rerank")]
    [InlineData("POST", "/v2/rerank", "cohere.rerank")]
    [InlineData("POST", "/v1/classify", "cohere.classify")]
    [InlineData("POST", "/v1/tokenize", "cohere.tokenize")]
    [InlineData("POST", "/v1/detokenize", "cohere.tokenize")]
    [InlineData("POST", "/v1/check-api-key", "cohere.check_api_key")]
    [InlineData("GET", "/v1/models", "cohere.models")]
    [InlineData("GET", "/v1/models/command-a-03-2025", "cohere.models")]
    [InlineData("GET", "/v1/models/../chat", null)]
    [InlineData("POST", "/compatibility/v1/chat/completions", "openai.chat")]
    [InlineData("GET", "/v2/chat", null)]
    [InlineData("POST", "/v3/chat", null)]
    public void Cohere(string method, string path, string? api) => AssertRoute("cohere", method, path, api, null, null);

    [Theory]
    [InlineData("POST", "/api/chat", "ollama.chat")]
    [InlineData("POST", "/api/generate", "ollama.generate")]
    [InlineData("POST", "/api/embed", "ollama.embed")]
    [InlineData("POST", "/api/embeddings", "ollama.embed")]
    [InlineData("POST", "/api/pull", "ollama.models")]
    [InlineData("GET", "/api/tags", "ollama.models")]
    [InlineData("GET", "/api/version", "ollama.models")]
    [InlineData("POST", "/v1/chat/completions", "openai.chat")]
    [InlineData("POST", "/v1/messages", "anthropic.messages")]
    [InlineData("POST", "/api/unheard", null)]
    public void Ollama(string method, string path, string? api) => AssertRoute("ollama", method, path, api, null, null);

    private static void AssertRoute(
        string dialect,
        string method,
        string path,
        string? api,
        string? model,
        bool? streamed
    )
    {
        Route? route = Dialect.Named(dialect).Match(method, path);

        Assert.Equal((api, model, streamed), (route?.Api, route?.Model, route?.Streamed));
        bool native =
            api?.StartsWith("openai.", StringComparison.Ordinal) != true
            && api?.StartsWith("anthropic.", StringComparison.Ordinal) != true
            && api?.StartsWith("mistral.", StringComparison.Ordinal) != true;
        Assert.Equal(native, route?.Dialect is null);
    }
}
