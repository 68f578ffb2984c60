using Microsoft.AspNetCore.Http;
using TokenLedger.Gateway.Upstreams;

namespace TokenLedger.Gateway.Tests.Upstreams;

public sealed class UpstreamAddressTests
{
    [Theory]
    [InlineData("https://api.openai.com", "", "/v1/chat/completions", "https://api.openai.com/v1/chat/completions")]
    [InlineData("https://api.groq.com/openai", "/groq", "/groq/v1/models", "https://api.groq.com/openai/v1/models")]
    [InlineData(
        "https://api.groq.com/openai",
        "/groq",
        "/groq/openai/v1/models",
        "https://api.groq.com/openai/v1/models"
    )]
    [InlineData("https://openrouter.ai/api/v1", "/or", "/or/v1/models", "https://openrouter.ai/api/v1/models")]
    [InlineData("https://openrouter.ai/api/v1/", "/or/", "/or/models", "https://openrouter.ai/api/v1/models")]
    [InlineData("https://h/api/paas/v4", "/zai", "/zai/chat/completions", "https://h/api/paas/v4/chat/completions")]
    [InlineData("http://127.0.0.1:8000", "/local", "/local/v1/embeddings", "http://127.0.0.1:8000/v1/embeddings")]
    public void The_base_path_is_joined_once(string baseAddress, string prefix, string path, string expected)
    {
        using Upstream upstream = Create(baseAddress, prefix);

        string? below = upstream.PathBelowPrefix(path);

        Assert.NotNull(below);
        Assert.NotNull(upstream.Dialect.Match("POST", below) ?? upstream.Dialect.Match("GET", below));
        Assert.Equal(expected, upstream.Address(below, "").AbsoluteUri);
    }

    /// <summary>The base URL of each provider's SDK, with the gateway and the prefix in place of the host.</summary>
    [Theory]
    [InlineData("/groq/openai/v1/chat/completions", "https://api.groq.com/openai/v1/chat/completions")] // groq-sdk
    [InlineData("/groq/v1/chat/completions", "https://api.groq.com/openai/v1/chat/completions")]
    [InlineData("/groq/chat/completions", "https://api.groq.com/openai/v1/chat/completions")]
    [InlineData("/groq/openai/v1/audio/speech", "https://api.groq.com/openai/v1/audio/speech")]
    [InlineData("/mistral/v1/chat/completions", "https://api.mistral.ai/v1/chat/completions")] // @mistralai/mistralai
    [InlineData("/mistral/chat/completions", "https://api.mistral.ai/v1/chat/completions")]
    [InlineData("/mistral/v1/ocr", "https://api.mistral.ai/v1/ocr")]
    [InlineData("/deepseek/chat/completions", "https://api.deepseek.com/chat/completions")]
    [InlineData("/deepseek/v1/chat/completions", "https://api.deepseek.com/v1/chat/completions")]
    [InlineData("/deepseek/beta/completions", "https://api.deepseek.com/beta/completions")]
    [InlineData("/deepseek/anthropic/v1/messages", "https://api.deepseek.com/anthropic/v1/messages")]
    [InlineData("/together/v1/chat/completions", "https://api.together.xyz/v1/chat/completions")] // together-ai
    [InlineData("/together/chat/completions", "https://api.together.xyz/v1/chat/completions")]
    [InlineData("/fireworks/inference/v1/chat/completions", "https://api.fireworks.ai/inference/v1/chat/completions")]
    [InlineData("/fireworks/v1/completions", "https://api.fireworks.ai/inference/v1/completions")]
    [InlineData("/perplexity/chat/completions", "https://api.perplexity.ai/chat/completions")]
    [InlineData("/perplexity/v1/chat/completions", "https://api.perplexity.ai/chat/completions")]
    [InlineData("/perplexity/v1/responses", "https://api.perplexity.ai/v1/responses")]
    [InlineData("/openrouter/api/v1/chat/completions", "https://openrouter.ai/api/v1/chat/completions")]
    [InlineData("/openrouter/v1/chat/completions", "https://openrouter.ai/api/v1/chat/completions")]
    [InlineData("/openrouter/api/v1/messages", "https://openrouter.ai/api/v1/messages")]
    [InlineData("/xai/v1/chat/completions", "https://api.x.ai/v1/chat/completions")]
    [InlineData("/xai/v1/responses", "https://api.x.ai/v1/responses")]
    [InlineData("/cerebras/v1/chat/completions", "https://api.cerebras.ai/v1/chat/completions")]
    [InlineData("/sambanova/v1/chat/completions", "https://api.sambanova.ai/v1/chat/completions")]
    [InlineData("/sambanova/chat/completions", "https://api.sambanova.ai/v1/chat/completions")]
    [InlineData("/vllm/v1/rerank", "http://127.0.0.1:8000/v1/rerank")]
    [InlineData("/llamacpp/v1/chat/completions", "http://127.0.0.1:8080/v1/chat/completions")]
    public void The_base_URL_of_a_providers_SDK_leads_to_the_providers_own_path(string path, string expected)
    {
        Assert.Equal(expected, Addressed(path, UpstreamOptions.Defaults));
    }

    [Theory]
    [InlineData("https://proxy/api/v3", "/groq/chat/completions", "https://proxy/api/v3/chat/completions")]
    [InlineData("https://proxy/openai/v1", "/groq/chat/completions", "https://proxy/openai/v1/chat/completions")]
    [InlineData("https://proxy/openai/v1", "/groq/v1/chat/completions", "https://proxy/openai/v1/chat/completions")]
    public void A_known_provider_at_another_address_is_not_given_a_second_version(
        string address,
        string path,
        string expected
    )
    {
        UpstreamOptions groq = UpstreamPreset.Find("groq")!.ToOptions() with { BaseAddress = new Uri(address) };

        Assert.Equal(expected, Addressed(path, [groq]));
    }

    private static string Addressed(string path, IReadOnlyList<UpstreamOptions> upstreams)
    {
        using UpstreamTable table = new(upstreams, TimeSpan.FromSeconds(1));
        DefaultHttpContext http = new();
        http.Request.Method = "POST";
        http.Request.Path = path;
        UpstreamMatch match = table.Match(http.Request)!.Value;
        Assert.DoesNotContain(".other", match.Route!.Api, StringComparison.Ordinal);
        return match.Upstream.Address(match.Path, "").AbsoluteUri;
    }

    [Theory]
    [InlineData("", "/groq/v1/models")]
    [InlineData("", "/api/v1/calls/x")]
    [InlineData("", "/metrics")]
    [InlineData("/groq", "/groqx/v1/models")]
    [InlineData("/groq", "/groq")]
    [InlineData("/groq", "/Groq/v1/models")]
    public void A_path_without_the_prefix_is_anothers(string prefix, string path)
    {
        using Upstream upstream = Create("https://h", prefix);

        Assert.Null(upstream.PathBelowPrefix(path));
    }

    [Theory]
    [InlineData("?a=1&b=%2F%20+&c=../x&d=")]
    [InlineData("?beta=true")]
    [InlineData("?q=a%zz")]
    public void The_query_goes_out_as_it_came(string query)
    {
        using Upstream upstream = Create("https://h/base", "/p");

        Assert.Equal("/base/v1/messages" + query, upstream.Address("/v1/messages", query).PathAndQuery);
    }

    private static Upstream Create(string baseAddress, string prefix) =>
        new(
            new UpstreamOptions
            {
                Name = "u",
                Provider = "u",
                Dialect = "openai",
                BaseAddress = new Uri(baseAddress),
                PathPrefix = prefix,
            },
            TimeSpan.FromSeconds(1)
        );
}
