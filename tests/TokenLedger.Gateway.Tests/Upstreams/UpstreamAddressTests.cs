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
