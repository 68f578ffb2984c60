using TokenLedger.Configuration;
using TokenLedger.Configuration.Sources;
using TokenLedger.Gateway;

namespace TokenLedger.Tests.Configuration;

public sealed class UpstreamTests
{
    [Theory]
    [InlineData("groq", "https://api.groq.com/openai")]
    [InlineData("mistral", "https://api.mistral.ai/")]
    [InlineData("deepseek", "https://api.deepseek.com/")]
    [InlineData("together", "https://api.together.xyz/")]
    [InlineData("fireworks", "https://api.fireworks.ai/inference")]
    [InlineData("perplexity", "https://api.perplexity.ai/")]
    [InlineData("openrouter", "https://openrouter.ai/api")]
    [InlineData("xai", "https://api.x.ai/")]
    [InlineData("cerebras", "https://api.cerebras.ai/")]
    [InlineData("sambanova", "https://api.sambanova.ai/")]
    public void Enabling_a_known_provider_is_enough(string name, string address)
    {
        UpstreamOptions upstream = Extra($"providers: {{extra: {{{name}: {{enabled: true}}}}}}");

        Assert.Equal((name, name, "openai"), (upstream.Name, upstream.Provider, upstream.Dialect));
        Assert.Equal(($"/{name}", new Uri(address)), (upstream.PathPrefix, upstream.BaseAddress));
    }

    [Theory]
    [InlineData("azure")]
    [InlineData("gemini")]
    [InlineData("cohere")]
    public void A_wire_format_that_is_not_available_is_refused_by_name_when_enabled(string name)
    {
        string yaml = $"providers:\n  extra:\n    {name}:\n      upstream: https://x.example\n      enabled: ";

        string problem = Assert.Single(ConfigurationCase.ProblemsOf(yaml + "true\n"));
        Assert.StartsWith(
            $"4:17: providers.extra.{name}: the {name} wire format is not available yet",
            problem,
            StringComparison.Ordinal
        );
        Assert.Empty(ConfigurationCase.ProblemsOf(yaml + "false\n"));
    }

    [Fact]
    public void Every_part_of_an_extra_upstream_can_be_said()
    {
        UpstreamOptions upstream = Extra(
            """
            providers:
              extra:
                proxy:
                  type: anthropic
                  upstream: http://127.0.0.1:9999/base/
                  path_prefix: /team/claude
                  provider: anthropic
                  http2: true
                  enabled: true
            """
        );

        Assert.Equal(
            new UpstreamOptions
            {
                Name = "proxy",
                Provider = "anthropic",
                Dialect = "anthropic",
                BaseAddress = new Uri("http://127.0.0.1:9999/base"),
                PathPrefix = "/team/claude",
                Http2 = true,
            },
            upstream
        );
    }

    [Fact]
    public void An_unknown_type_is_taken_as_OpenAI_compatible_with_a_warning()
    {
        const string yaml = "providers: {extra: {x: {type: vllm, upstream: \"http://127.0.0.1:1\", enabled: true}}}";

        Assert.Equal(("openai", "/x"), (Extra(yaml).Dialect, Extra(yaml).PathPrefix));
        Assert.Contains(
            "taken as OpenAI-compatible",
            Assert.Single(ConfigurationCase.WarningsOf(yaml)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_provider_that_does_not_say_enabled_is_off_with_a_warning()
    {
        const string yaml = "providers: {extra: {x: {upstream: \"http://127.0.0.1:1\"}}}";

        Assert.Equal(2, ConfigurationCase.Load(yaml).Configuration?.Gateway.Upstreams.Count);
        Assert.Contains(
            "add \"enabled: true\"",
            Assert.Single(ConfigurationCase.WarningsOf(yaml)),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("x: {enabled: true}", "needs an upstream")]
    [InlineData("x: {enabled: true, type: vllm}", "needs an upstream")]
    [InlineData("openai: {enabled: true, upstream: \"http://127.0.0.1:1\"}", "the name is taken")]
    [InlineData("\"a b\": {enabled: true, upstream: \"http://127.0.0.1:1\"}", "a name is made of small letters")]
    [InlineData("metrics: {enabled: true, upstream: \"http://127.0.0.1:1\"}", "must not start with /metrics")]
    [InlineData("groq: {enabled: true, path_prefix: groq}", "must start with /")]
    [InlineData("groq: {enabled: true, path_prefix: /groq/}", "must start with /")]
    [InlineData("groq: {enabled: true, path_prefix: /}", "must start with /")]
    [InlineData("groq: {enabled: true, path_prefix: /v1}", "must not start with /v1")]
    [InlineData("groq: {enabled: true, path_prefix: /api/x}", "must not start with /api")]
    [InlineData("groq: {enabled: true, path_prefix: /../x}", "must start with /")]
    [InlineData("groq: {enabled: true}, xai: {enabled: true, path_prefix: /GROQ}", "is already the prefix of groq")]
    public void An_upstream_that_could_not_be_reached_is_refused(string extra, string problem) =>
        Assert.Contains(
            problem,
            Assert.Single(ConfigurationCase.ProblemsOf($"providers: {{extra: {{{extra}}}}}")),
            StringComparison.Ordinal
        );

    [Fact]
    public void The_root_providers_can_be_switched_off_and_sent_elsewhere()
    {
        UpstreamOptions only = Assert.Single(
            ConfigurationCase
                .Load("providers: {openai: {enabled: false}, anthropic: {upstream: \"http://127.0.0.1:5\"}}")
                .Configuration!.Gateway.Upstreams
        );

        Assert.Equal(("anthropic", new Uri("http://127.0.0.1:5"), ""), (only.Name, only.BaseAddress, only.PathPrefix));
    }

    [Fact]
    public void Upstream_options_change_known_ones_and_add_new_ones()
    {
        using ConfigurationCase one = new("providers: {openai: {enabled: false}}");

        LoadedConfiguration loaded = one.Load(
            new OptionSettings
            {
                Upstreams = ["openai=http://127.0.0.1:1", "groq=http://127.0.0.1:2", "local=http://127.0.0.1:3"],
            }
        );

        Assert.Equal(
            [
                "openai http://127.0.0.1:1/ ",
                "anthropic https://api.anthropic.com/ ",
                "groq http://127.0.0.1:2/ /groq",
                "local http://127.0.0.1:3/ /local",
            ],
            loaded.Configuration!.Gateway.Upstreams.Select(u => $"{u.Name} {u.BaseAddress} {u.PathPrefix}")
        );
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("=http://127.0.0.1:1")]
    [InlineData("name=")]
    [InlineData("name=127.0.0.1")]
    public void A_malformed_upstream_option_is_refused_with_its_name(string option)
    {
        using ConfigurationCase one = new();

        Remark problem = Assert.Single(one.Load(new OptionSettings { Upstreams = [option] }).Problems);

        Assert.StartsWith("--upstream: ", problem.ToString(), StringComparison.Ordinal);
    }

    private static UpstreamOptions Extra(string yaml) =>
        ConfigurationCase
            .Load(yaml)
            .Configuration!.Gateway.Upstreams.Single(upstream => upstream.PathPrefix.Length > 0);
}
