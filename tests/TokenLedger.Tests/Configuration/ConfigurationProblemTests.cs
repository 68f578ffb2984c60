using TokenLedger.Configuration;

namespace TokenLedger.Tests.Configuration;

public sealed class ConfigurationProblemTests
{
    [Theory]
    [InlineData("listen: \"127.0.0.1:8787\n", "1:9: malformed YAML: ")]
    [InlineData("log:\n  level: info\n format: text\n", "3:2: malformed YAML: ")]
    [InlineData("log: [a\n", "2:1: malformed YAML: ")]
    [InlineData("a: *nobody\n", "1:4: malformed YAML: ")]
    public void Malformed_YAML_is_reported_where_it_stands(string yaml, string problem) =>
        Assert.StartsWith(problem, Assert.Single(ConfigurationCase.ProblemsOf(yaml)));

    [Theory]
    [InlineData("- a\n- b\n", "1:1: a configuration file is a mapping of keys to values")]
    [InlineData("just words\n", "1:1: a configuration file is a mapping of keys to values")]
    [InlineData("log:\n  level: info\n---\nlog: {}\n", "3:1: a second YAML document; a configuration file holds one")]
    public void A_file_that_is_no_single_mapping_is_refused(string yaml, string problem) =>
        Assert.Equal([problem], ConfigurationCase.ProblemsOf(yaml));

    [Theory]
    [InlineData("lisen: 127.0.0.1:1\n", "1:1: lisen: unknown key (did you mean \"listen\"?)")]
    [InlineData("log:\n  levle: info\n", "2:3: log.levle: unknown key (did you mean \"level\"?)")]
    [InlineData("providers:\n  opnai: {}\n", "2:3: providers.opnai: unknown key (did you mean \"openai\"?)")]
    [InlineData("weather: sunny\n", "1:1: weather: unknown key")]
    [InlineData("providers:\n  extra:\n    x:\n      url: http://a\n", "4:7: providers.extra.x.url: unknown key")]
    public void An_unknown_key_is_refused_and_a_near_miss_suggested(string yaml, string problem) =>
        Assert.Equal([problem], ConfigurationCase.ProblemsOf(yaml));

    [Theory]
    [InlineData("log: info\n", "1:6: log: a mapping with level, format is expected here, not a single value")]
    [InlineData("listen: [a]\n", "1:9: listen: address:port is expected here, not a list")]
    [InlineData("listen:\n  host: a\n", "2:3: listen: address:port is expected here, not a mapping")]
    [InlineData("rates:\n  files: {a: b}\n", "2:10: rates.files: a list is expected here, not a mapping")]
    [InlineData("budgets:\n  rules: 5\n", "2:10: budgets.rules: a list is expected here, not a single value")]
    public void A_value_of_the_wrong_shape_is_refused(string yaml, string problem) =>
        Assert.Equal([problem], ConfigurationCase.ProblemsOf(yaml));

    [Theory]
    [InlineData("listen: somewhere", "listen: must be ADDRESS:PORT")]
    [InlineData("listen: 127.0.0.1:99999", "listen: must be ADDRESS:PORT")]
    [InlineData("listen: example.com:80", "listen: must be ADDRESS:PORT")]
    [InlineData("limits: {request_body: lots}", "limits.request_body: must be a size")]
    [InlineData("limits: {request_body: 2GiB}", "limits.request_body: must be between 1KiB and 1GiB")]
    [InlineData("limits: {request_body: 99999999999999999999}", "limits.request_body: must be a size")]
    [InlineData("limits: {request_body: 9999999999GiB}", "limits.request_body: must be a size")]
    [InlineData("limits: {request_body: -1}", "limits.request_body: must be a size")]
    [InlineData("timeouts: {connect: 10}", "timeouts.connect: must be a duration")]
    [InlineData("timeouts: {connect: 10 minutes}", "timeouts.connect: must be a duration")]
    [InlineData("timeouts: {connect: 11m}", "timeouts.connect: must be between 100ms and 10m")]
    [InlineData("streaming: {include_usage: perhaps}", "streaming.include_usage: must be true or false")]
    [InlineData(
        "streaming: {client_gone: drian}",
        "streaming.client_gone: must be drain or stop (did you mean \"drain\"?)"
    )]
    [InlineData("log: {level: loud}", "log.level: must be debug or info or warn or error")]
    [InlineData(
        "providers: {openai: {upstream: api.openai.com}}",
        "providers.openai.upstream: must be an absolute http"
    )]
    [InlineData("providers: {openai: {upstream: \"ftp://a\"}}", "providers.openai.upstream: must be an absolute http")]
    [InlineData(
        "providers: {openai: {upstream: \"https://a?x=1\"}}",
        "providers.openai.upstream: must not have a query"
    )]
    [InlineData("providers: {openai: {upstream: \"https://a#x\"}}", "providers.openai.upstream: must not have a query")]
    [InlineData("providers: {openai: {upstream: \"https://a?\"}}", "providers.openai.upstream: must not have a query")]
    [InlineData("circuit_breaker: {max_failures: -1}", "circuit_breaker.max_failures: must be a whole number")]
    [InlineData("budgets: {default: {daily_limit_usd: ten}}", "budgets.default.daily_limit_usd: must be a number")]
    [InlineData("rates: {files: [missing.json]}", "rates.files[0]: there is no ")]
    public void An_invalid_value_is_refused_with_its_key(string yaml, string problem) =>
        Assert.Contains(": " + problem, Assert.Single(ConfigurationCase.ProblemsOf(yaml)), StringComparison.Ordinal);

    [Fact]
    public void Every_key_written_twice_is_reported_with_its_first_place()
    {
        string[] problems = ConfigurationCase.ProblemsOf(
            "log: {}\nlisten: 127.0.0.1:1\nLog: {}\nlisten: 127.0.0.1:2\n"
        );

        Assert.Equal(2, problems.Length);
        Assert.Equal("3:1: log: written twice; first at 1:1", problems[0]);
        Assert.Equal("4:1: listen: written twice; first at 2:1", problems[1]);
    }

    [Fact]
    public void All_problems_are_reported_at_once_in_the_order_of_the_file()
    {
        string[] problems = ConfigurationCase.ProblemsOf(
            """
            lisen: 127.0.0.1:8787
            limits:
              request_body: lots
            timeouts:
              idle: never
              idle: 5m
            budgets:
              default:
                daily_limit_usd: fifty
            """
        );

        Assert.Collection(
            problems,
            problem => Assert.StartsWith("6:3: idle: written twice", problem, StringComparison.Ordinal),
            problem => Assert.StartsWith("1:1: lisen: unknown key", problem, StringComparison.Ordinal),
            problem => Assert.StartsWith("3:17: limits.request_body:", problem, StringComparison.Ordinal),
            problem => Assert.StartsWith("5:9: timeouts.idle:", problem, StringComparison.Ordinal),
            problem =>
                Assert.StartsWith(
                    "9:22: budgets.default.daily_limit_usd: must be a number",
                    problem,
                    StringComparison.Ordinal
                )
        );
    }

    [Fact]
    public void No_problem_repeats_a_value_that_may_be_a_secret()
    {
        using ConfigurationCase one = new(
            """
            admin: {token: "hunter2 hunter2"}
            providers:
              openai: {upstream: "https://user:hunter2@example.com"}
            alerts:
              slack: {webhook_url: "ftp://hooks.example/hunter2"}
            log: {level: hunter2}
            listen: hunter2
            """
        );

        LoadedConfiguration loaded = one.With("TOKENLEDGER_TIMEOUTS__IDLE", "hunter2").Load();

        Assert.Equal(6, loaded.Problems.Count);
        Assert.DoesNotContain(
            "hunter2",
            string.Join('\n', loaded.Problems.Concat(loaded.Warnings)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_file_that_is_named_but_missing_is_a_problem()
    {
        using ConfigurationCase one = new();

        LoadedConfiguration loaded = one.Load(file: one.File);

        Assert.Contains("cannot be read", Assert.Single(loaded.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Aliases_that_would_explode_are_read_in_no_time()
    {
        string yaml = "a: &a [x, x, x, x, x, x, x, x, x]\n";
        for (char name = 'b'; name < 'z'; name++)
        {
            yaml += $"{name}: &{name} [{string.Join(", ", Enumerable.Repeat($"*{(char)(name - 1)}", 9))}]\n";
        }

        Assert.Equal(25, ConfigurationCase.ProblemsOf(yaml).Length);
    }

    [Fact]
    public void Nesting_without_end_is_refused()
    {
        string problem = Assert.Single(ConfigurationCase.ProblemsOf("a: " + new string('[', 5_000)));

        Assert.Contains("nested more than 32 levels deep", problem, StringComparison.Ordinal);
    }
}
