using TokenLedger.Configuration;
using TokenLedger.Configuration.Sources;
using TokenLedger.Gateway;

namespace TokenLedger.Tests.Configuration;

public sealed class UpstreamTests
{
    [Theory]
    [InlineData("groq", "openai", "https://api.groq.com/openai")]
    [InlineData("mistral", "mistral", "https://api.mistral.ai/")]
    [InlineData("deepseek", "openai", "https://api.deepseek.com/")]
    [InlineData("together", "openai", "https://api.together.xyz/")]
    [InlineData("fireworks", "openai", "https://api.fireworks.ai/inference")]
    [InlineData("perplexity", "openai", "https://api.perplexity.ai/")]
    [InlineData("openrouter", "openai", "https://openrouter.ai/api")]
    [InlineData("xai", "openai", "https://api.x.ai/")]
    [InlineData("cerebras", "openai", "https://api.cerebras.ai/")]
    [InlineData("sambanova", "openai", "https://api.sambanova.ai/")]
    [InlineData("vertex", "vertex", "https://aiplatform.googleapis.com/")]
    [InlineData("cohere", "cohere", "https://api.cohere.com/")]
    [InlineData("ollama", "ollama", "http://127.0.0.1:11434/")]
    [InlineData("vllm", "openai", "http://127.0.0.1:8000/")]
    [InlineData("llamacpp", "openai", "http://127.0.0.1:8080/")]
    public void A_known_provider_is_on_without_a_word_and_off_when_it_is_switched_off(
        string name,
        string dialect,
        string address
    )
    {
        UpstreamOptions upstream = Named("", name)!;

        Assert.Equal((name, dialect), (upstream.Provider, upstream.Dialect));
        Assert.Equal(($"/{name}", new Uri(address)), (upstream.PathPrefix, upstream.BaseAddress));
        Assert.Equal(upstream, Named($"providers: {{extra: {{{name}: {{enabled: true}}}}}}", name));
        Assert.Null(Named($"providers: {{extra: {{{name}: {{enabled: false}}}}}}", name));
    }

    [Fact]
    public void An_AgentLedger_type_means_the_known_providers_own_dialect()
    {
        const string yaml = "providers: {extra: {mistral: {type: openai, enabled: true}}}";

        Assert.Equal("mistral", Named(yaml, "mistral")?.Dialect);
    }

    [Theory]
    [InlineData("127.0.0.1:8787", true)]
    [InlineData("0.0.0.0:8787", false)]
    public void Local_servers_are_on_only_for_callers_on_this_machine(string listen, bool on)
    {
        string yaml = $"listen: {listen}\nadmin: {{token: 0123456789abcdef}}";

        Assert.Equal(on, Named(yaml, "llamacpp") is not null);
        Assert.NotNull(Named(yaml, "groq"));
        Assert.NotNull(Named(yaml + "\nproviders: {extra: {llamacpp: {enabled: true}}}", "llamacpp"));
    }

    [Fact]
    public void A_prefix_that_is_taken_displaces_a_known_provider()
    {
        const string yaml =
            "providers: {extra: {mine: {upstream: \"http://127.0.0.1:1\", path_prefix: /Groq, enabled: true}}}";

        Assert.NotNull(Named(yaml, "mine"));
        Assert.Null(Named(yaml, "groq"));
    }

    [Fact]
    public void Azure_is_off_until_its_resource_is_named()
    {
        Assert.Null(Named("", "azure"));
        Assert.Null(Named("providers: {extra: {azure: {region: x}}}", "azure"));
    }

    [Fact]
    public void An_Azure_resource_says_what_its_deployments_are()
    {
        UpstreamOptions azure = Named(
            """
            providers:
              extra:
                azure-eu:
                  type: azure
                  upstream: https://res.openai.azure.com
                  enabled: true
                  deployment_kind: global
                  region: SwedenCentral
                  deployments:
                    chat-prod: gpt-4.1
                    gpt-4.1-mini: gpt-4.1-mini
                  deployment_kinds:
                    chat-prod: data_zone
                    other: regional
            """,
            "azure-eu"
        )!;

        Assert.Equal(("azure", "azure", "/azure-eu"), (azure.Provider, azure.Dialect, azure.PathPrefix));
        Assert.Equal([new("deployment", "global"), new("region", "swedencentral")], azure.Conditions);
        Assert.Equal(new Deployment("gpt-4.1", "data_zone"), azure.Deployments["Chat-Prod"]);
        Assert.Equal(new Deployment("gpt-4.1-mini", null), azure.Deployments["gpt-4.1-mini"]);
        Assert.Equal(new Deployment(null, "regional"), azure.Deployments["other"]);
    }

    [Theory]
    [InlineData("https://eu.api.openai.com", true)]
    [InlineData("https://api.openai.com", false)]
    public void The_host_of_a_region_states_its_data_residency(string address, bool regional)
    {
        UpstreamOptions openai = Named($"providers: {{openai: {{upstream: \"{address}\"}}}}", "openai")!;

        Assert.Equal(regional ? [new("data_residency", "regional")] : [], openai.Conditions);
    }

    [Fact]
    public void Geminis_rates_are_Googles()
    {
        const string mine = "providers: {extra: {mine: {type: gemini, upstream: \"http://h\", enabled: true}}}";
        UpstreamOptions gemini = Named("", "gemini")!;

        Assert.Equal(("google", "gemini", "/gemini"), (gemini.Provider, gemini.Dialect, gemini.PathPrefix));
        Assert.Equal("google", Named(mine, "mine")?.Provider);
    }

    [Fact]
    public void Every_part_of_an_extra_upstream_can_be_said()
    {
        UpstreamOptions upstream = Named(
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
            """,
            "proxy"
        )!;

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
        const string yaml = "providers: {extra: {x: {type: vlm, upstream: \"http://127.0.0.1:1\", enabled: true}}}";

        Assert.Equal(("openai", "/x"), (Named(yaml, "x")?.Dialect, Named(yaml, "x")?.PathPrefix));
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

        Assert.Null(Named(yaml, "x"));
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
                .Configuration!.Gateway.Upstreams,
            upstream => upstream.PathPrefix.Length == 0
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
            loaded.Configuration!.Gateway.Upstreams.Take(4).Select(u => $"{u.Name} {u.BaseAddress} {u.PathPrefix}")
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

    private static UpstreamOptions? Named(string yaml, string name) =>
        ConfigurationCase
            .Load(yaml)
            .Configuration!.Gateway.Upstreams.SingleOrDefault(upstream => upstream.Name == name);
}
