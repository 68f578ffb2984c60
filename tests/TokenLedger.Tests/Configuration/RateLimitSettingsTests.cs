using TokenLedger.Accounting.Budgets;
using TokenLedger.Accounting.Money;
using TokenLedger.Configuration;
using TokenLedger.Gateway;
using TokenLedger.Gateway.Limits;
using TokenLedger.Gateway.Runaway;

namespace TokenLedger.Tests.Configuration;

public sealed class RateLimitSettingsTests
{
    private static GatewayOptions Read(string yaml)
    {
        LoadedConfiguration loaded = ConfigurationCase.Load(yaml);
        Assert.Empty(loaded.Problems);
        return loaded.Configuration!.Gateway;
    }

    private static string Words(RateLimit limit) =>
        $"{limit.Id} {limit.CredentialPattern} {string.Join(" + ", limit.Allowances.Select(allowed => allowed.Words))}";

    [Fact]
    public void AgentLedgers_rules_take_from_the_default_what_they_leave_open()
    {
        GatewayOptions options = Read(
            """
            rate_limits:
              default: {requests_per_minute: 60, requests_per_hour: 1000}
              rules:
                - {api_key_pattern: "sk-dev*", requests_per_minute: 600}
                - {api_key_pattern: "sk-ci*", requests_per_minute: 0, requests_per_hour: 50}
            """
        );

        Assert.Equal(
            [
                "rule-1 sk-dev* 600 requests per minute + 1000 requests per hour",
                "rule-2 sk-ci* 60 requests per minute + 50 requests per hour",
                "default * 60 requests per minute + 1000 requests per hour",
            ],
            options.RateLimits.Select(Words)
        );
        Assert.All(options.RateLimits, limit => Assert.Equal(["key"], limit.Per));
    }

    [Fact]
    public void A_listed_limit_says_whose_calls_and_how_much()
    {
        RateLimit limit = Assert.Single(
            Read(
                """
                rate_limits:
                  list:
                    - id: research
                      scope: {tenant: research, "tag:team": blue}
                      per: user, model
                      requests_per_second: 2
                      tokens_per_day: 5000000
                      concurrency: 4
                      reserve: bound
                """
            ).RateLimits
        );

        Assert.Equal([new ScopeTerm("tenant", "research"), new ScopeTerm("tag:team", "blue")], limit.Scope);
        Assert.Equal(["user", "model"], limit.Per);
        Assert.Equal("research  2 requests per second + 5000000 tokens per day + 4 calls at a time", Words(limit));
        Assert.Equal(TokenReserve.Bound, limit.Reserve);
    }

    [Fact]
    public void All_that_is_wrong_with_limits_is_said_with_its_line()
    {
        string[] problems = ConfigurationCase.ProblemsOf(
            """
            rate_limits:
              list:
                - id: a
                  scope: {colour: red}
                - id: b
                  concurrency: 0
                - requests_per_minute: 5
                - id: c
                  concurrency: 1
                - id: c
                  concurrency: 2
            agent:
              loop_threshold: 1
              loop_similarity: 20
              loop_action: shout
              burn_rates:
                - id: empty
            """
        );

        Assert.Contains(problems, problem => problem.Contains("scope.colour: is no dimension"));
        Assert.Contains(problems, problem => problem.Contains("list[0]: needs at least one"));
        Assert.Contains(problems, problem => problem.Contains("concurrency: must be 1 or more"));
        Assert.Contains(problems, problem => problem.Contains("list[2]: needs id"));
        Assert.Contains(problems, problem => problem.Contains("two limits are called c"));
        Assert.Contains(problems, problem => problem.Contains("loop_threshold: must be 2 or more"));
        Assert.Contains(problems, problem => problem.Contains("loop_similarity: must be 50 to 100"));
        Assert.Contains(problems, problem => problem.Contains("loop_action:"));
        Assert.Contains(problems, problem => problem.Contains("burn_rates[0]: needs usd_per_minute"));
    }

    [Fact]
    public void AgentLedgers_settings_of_agents_keep_their_meaning()
    {
        AgentRules rules = Read(
            """
            agent:
              session_timeout_mins: 45
              loop_threshold: 20
              loop_window_mins: 10
              loop_action: block
              ghost_max_age_mins: 60
              ghost_min_calls: 5
              ghost_min_cost_usd: 2.50
            """
        ).Agents;

        Assert.Equal(TimeSpan.FromMinutes(45), rules.SessionTimeout);
        Assert.Equal(new LoopRule(20) { Window = TimeSpan.FromMinutes(10), Action = AgentAction.Block }, rules.Loop);
        Assert.Equal(new GhostRule(TimeSpan.FromHours(1)) { Calls = 5, Cost = Usd.FromDecimal(2.5m) }, rules.Ghost);
        Assert.Null(Read("").Agents.Loop);
        Assert.Equal(AgentAction.Warn, Read("agent: {loop_threshold: 20}").Agents.Loop!.Action);
    }

    [Fact]
    public void Burn_rates_and_trees_are_read()
    {
        AgentRules rules = Read(
            """
            agent:
              max_depth: 3
              max_children: 8
              tree_action: warn
              burn_rates:
                - id: fast
                  scope: {environment: production}
                  per: agent
                  usd_per_minute: 2.50
                  times_usual: 10
                  action: block
            """
        ).Agents;

        Assert.Equal(
            new TreeRule
            {
                MostLevels = 3,
                MostChildren = 8,
                Action = AgentAction.Warn,
            },
            rules.Tree
        );
        BurnRule rule = Assert.Single(rules.Burns);
        Assert.Equal(
            ("fast", Usd.FromDecimal(2.5m), 10m, AgentAction.Block, "agent"),
            (rule.Id, rule.UsdPerMinute, rule.TimesUsual, rule.Action, rule.Per.Single())
        );
    }
}
