using TokenLedger.Configuration;
using TokenLedger.Configuration.Sources;

namespace TokenLedger.Tests.Configuration;

public sealed class EnvironmentTests
{
    [Fact]
    public void Options_beat_our_variables_which_beat_AgentLedgers_which_beat_the_file()
    {
        using ConfigurationCase one = new("listen: 127.0.0.1:1\n");

        Assert.Equal(1, Port(one.Load()));
        Assert.Equal(2, Port(one.With("AGENTLEDGER_LISTEN", "127.0.0.1:2").Load()));
        Assert.Equal(3, Port(one.With("TOKENLEDGER_LISTEN", "127.0.0.1:3").Load()));
        Assert.Equal(4, Port(one.Load(new OptionSettings { Listen = "127.0.0.1:4" })));
    }

    [Fact]
    public void Names_lists_and_nested_keys_can_be_set_by_variables()
    {
        using ConfigurationCase one = new(
            "providers: {extra: {my-host: {upstream: \"http://127.0.0.1:1\"}}}\nattribution: {baggage: [old]}\n"
        );
        one.With("TOKENLEDGER_PROVIDERS__EXTRA__MY_HOST__ENABLED", "true")
            .With("TOKENLEDGER_PROVIDERS__EXTRA__GROQ__ENABLED", "false")
            .With("AGENTLEDGER_PROVIDERS_EXTRA_XAI_ENABLED", "true")
            .With("TOKENLEDGER_ATTRIBUTION__BAGGAGE", "team, cost.centre")
            .With("TOKENLEDGER_TIMEOUTS__IDLE", "1h30m");

        ServeConfiguration configuration = one.Load().Configuration!;

        Assert.Equal(
            ["openai", "anthropic", "my-host", "xai"],
            configuration.Gateway.Upstreams.Take(4).Select(upstream => upstream.Name)
        );
        Assert.DoesNotContain(configuration.Gateway.Upstreams, upstream => upstream.Name == "groq");
        Assert.Equal(["team", "cost.centre"], configuration.Gateway.BaggageAllowed);
        Assert.Equal(TimeSpan.FromMinutes(90), configuration.Gateway.UpstreamIdleTimeout);
    }

    [Theory]
    [InlineData("TOKENLEDGER_LISTEN", "nowhere", "listen: must be ADDRESS:PORT")]
    [InlineData("TOKENLEDGER_LOG__LEVLE", "info", "names no known key (did you mean \"level\"?)")]
    [InlineData("TOKENLEDGER_LOG", "info", "log holds further keys; name one of level, format")]
    [InlineData(
        "TOKENLEDGER_BUDGETS__DEFAULT__DAILY_LIMIT_USD",
        "five",
        "budgets.default.daily_limit_usd: must be a number"
    )]
    [InlineData(
        "TOKENLEDGER_BUDGETS__RULES__0__DAILY_LIMIT_USD",
        "five",
        "budgets.rules[0].daily_limit_usd: must be a number"
    )]
    [InlineData(
        "AGENTLEDGER_BUDGETS_DEFAULT_DAILY_LIMIT_USD",
        "five",
        "budgets.default.daily_limit_usd: must be a number"
    )]
    [InlineData("AGENTLEDGER_CORS_ALLOW_ORIGINS", "https://a,https://b", "cors.allow_origins[0]: not available yet")]
    [InlineData(
        "AGENTLEDGER_CIRCUIT_BREAKER_MAX_FAILURES",
        "x",
        "circuit_breaker.max_failures: must be a whole number"
    )]
    public void An_invalid_variable_is_refused_by_its_name(string variable, string value, string problem)
    {
        using ConfigurationCase one = new();

        Remark first = one.With(variable, value).Load().Problems[0];

        Assert.StartsWith($"{variable}: {problem}", first.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TOKENLEDGER_PORT", "tcp://10.0.0.1:8787")]
    [InlineData("TOKENLEDGER_PORT_8787_TCP_ADDR", "10.0.0.1")]
    [InlineData("TOKENLEDGER_SERVICE_HOST", "10.0.0.1")]
    [InlineData("AGENTLEDGER_SERVICE_PORT", "8787")]
    [InlineData("AGENTLEDGER_AGENT_ID", "a")]
    [InlineData("TOKENLEDGER_DEBUG", "1")]
    [InlineData("TOKENLEDGER_LISTEN", "")]
    public void Variables_that_are_no_settings_are_passed_over(string variable, string value)
    {
        using ConfigurationCase one = new();

        LoadedConfiguration loaded = one.With(variable, value).Load();

        Assert.Empty(loaded.Problems);
        Assert.Empty(loaded.Warnings);
    }

    [Fact]
    public void An_AgentLedger_variable_without_a_key_draws_a_warning()
    {
        using ConfigurationCase one = new();

        Remark warning = Assert.Single(one.With("AGENTLEDGER_LOG_LEVLE", "info").Load().Warnings);

        Assert.StartsWith(
            "AGENTLEDGER_LOG_LEVLE: names no key of AgentLedger (did you mean \"LOG_LEVEL\"?)",
            warning.ToString(),
            StringComparison.Ordinal
        );
    }

    private static int? Port(LoadedConfiguration loaded) => loaded.Configuration?.Gateway.Listen.Port;
}
