using TokenLedger.Accounting.Budgets;
using TokenLedger.Accounting.Money;
using TokenLedger.Configuration;
using TokenLedger.Gateway.Administration.Budgets;

namespace TokenLedger.Tests.Configuration;

public sealed class BudgetRulesTests
{
    [Fact]
    public void AgentLedgers_default_is_an_account_for_each_key_by_day_and_month()
    {
        Budget[] budgets = Of(
            "budgets: {default: {daily_limit_usd: 10.5, monthly_limit_usd: 100, soft_limit_pct: 0.8, action: block}}"
        );

        Assert.Equal(["default.day", "default.month"], budgets.Select(budget => budget.Id));
        Assert.Equal([10.5m, 100m], budgets.Select(budget => Assert.Single(budget.Limits).Amount));
        Assert.Equal([CalendarPeriod.Day, CalendarPeriod.Month], budgets.Select(budget => budget.Window.Period));
        Assert.All(
            budgets,
            budget =>
            {
                Assert.Equal(["key"], budget.Per);
                Assert.Empty(budget.Scope);
                Assert.Equal((80m, BudgetAction.Block), (budget.SoftPercent, budget.Action));
                Assert.Equal((WindowKind.Calendar, "UTC"), (budget.Window.Kind, budget.Window.TimeZone));
            }
        );
    }

    [Fact]
    public void A_rule_takes_over_from_the_default_what_it_leaves_out_or_says_as_zero()
    {
        Budget[] budgets = Of(
            """
            budgets:
              default: {daily_limit_usd: 10, monthly_limit_usd: 100, soft_limit_pct: 80, action: block, hold: strict}
              rules:
                - {api_key_pattern: "sk-a*", daily_limit_usd: 3, monthly_limit_usd: 0, action: warn}
            """
        );
        string rule = RuleDocument.NameOf("sk-a*", null);

        Assert.Equal(
            ["default.day", "default.month", rule + ".day", rule + ".month"],
            budgets.Select(budget => budget.Id).Order(StringComparer.Ordinal)
        );
        Budget day = budgets.Single(budget => budget.Id == rule + ".day");
        Budget month = budgets.Single(budget => budget.Id == rule + ".month");
        Assert.Equal((3m, 100m), (day.Limits[0].Amount, month.Limits[0].Amount));
        Assert.Equal((BudgetAction.Warn, 80m, HoldMode.Strict), (day.Action, day.SoftPercent, day.Hold));
        Assert.Equal([new ScopeTerm("tag:tokenledger.key_rule", rule)], day.Scope);
        // Keys that no rule is for, and only those, are the default's once there are rules for keys.
        Assert.Equal(
            [new ScopeTerm("tag:tokenledger.key_rule", "default")],
            budgets.Single(budget => budget.Id == "default.day").Scope
        );
    }

    [Fact]
    public void A_rule_with_pattern_and_tenant_needs_both_and_one_with_a_tenant_is_the_tenants_as_a_whole()
    {
        Budget[] budgets = Of(
            """
            budgets:
              rules:
                - {name: both, api_key_pattern: "sk-a*", tenant_id: t, daily_limit_usd: 3, action: block}
                - {name: whole, tenant_id: t, daily_limit_usd: 9, action: block}
            """
        );

        Assert.Equal(
            [new ScopeTerm("tag:tokenledger.key_rule", "both"), new ScopeTerm("tenant", "t")],
            budgets.Single(budget => budget.Id == "both.day").Scope
        );
        Budget tenants = budgets.Single(budget => budget.Id == "whole.day");
        Assert.Equal([new ScopeTerm("tenant", "t")], tenants.Scope);
        Assert.Empty(tenants.Per);
    }

    [Theory]
    [InlineData("day", WindowKind.Calendar)]
    [InlineData("quarter", WindowKind.Calendar)]
    [InlineData("rolling 24h", WindowKind.Rolling)]
    [InlineData("fixed 7d from 2026-01-05", WindowKind.Fixed)]
    [InlineData("session", WindowKind.Session)]
    [InlineData("lifetime", WindowKind.Lifetime)]
    public void A_rule_can_say_everything_a_budget_can(string window, WindowKind kind)
    {
        Budget budget = Assert.Single(
            Of(
                $$"""
                budgets:
                  rules:
                    - name: reviewers
                      scope: {agent: "review-*", "tag:team": blue}
                      per: [user, project]
                      limits: { usd: 20, calls: 500, meters: { output: 200000 } }
                      window: {{window}}
                      hold: observe
                      shadow: true
                      mid_stream: cut
                      unpriced: ceiling
                      unpriced_ceiling_usd: 0.25
                      soft_limit_pct: 75
                      overrides:
                        - {unit: usd, amount: 40, from: 2026-12-01, to: 2026-12-03, reason: release, author: kim}
                """
            )
        );

        Assert.Equal(("reviewers", kind), (budget.Id, budget.Window.Kind));
        Assert.Equal([new ScopeTerm("agent", "review-*"), new ScopeTerm("tag:team", "blue")], budget.Scope);
        Assert.Equal(["user", "project"], budget.Per);
        Assert.Equal(
            [
                new BudgetLimit(LimitUnit.Usd, 20),
                new BudgetLimit(LimitUnit.Calls, 500),
                new BudgetLimit(LimitUnit.Tokens, 200000, "output"),
            ],
            budget.Limits
        );
        Assert.Equal((HoldMode.Observe, BudgetAction.Block, true), (budget.Hold, budget.Action, budget.Shadow));
        Assert.Equal((ReachedMidStream.Cut, UnpricedCalls.Ceiling), (budget.MidStream, budget.Unpriced));
        Assert.Equal(Usd.FromDecimal(0.25m), budget.UnpricedCeiling);
        BudgetOverride over = Assert.Single(budget.Overrides);
        Assert.Equal((40m, "release", "kim"), (over.Amount, over.Reason, over.Author));
    }

    [Theory]
    [InlineData("default: {daily_limit_usd: fifty}", "budgets.default.daily_limit_usd")]
    [InlineData("default: {daily_limit_usd: -1}", "budgets.default.daily_limit_usd")]
    [InlineData("default: {daily_limit_usd: 1, action: blok}", "budgets.default.action")]
    [InlineData("default: {soft_limit_pct: 101}", "budgets.default.soft_limit_pct")]
    [InlineData("default: {time_zone: Mars/Base}", "budgets.default.time_zone")]
    [InlineData("default: {unpriced: ceiling, daily_limit_usd: 1, action: warn}", "budgets.default.unpriced")]
    [InlineData("defaults: {daily_limit_usd: 1}", "budgets.defaults")]
    [InlineData(
        "rules: [{api_key_pattern: \"sk-[a\", daily_limit_usd: 1, action: block}]",
        "budgets.rules[0].api_key_pattern"
    )]
    [InlineData("rules: [{daily_limit_usd: 1, action: block}]", "budgets.rules[0]")]
    [InlineData("rules: [{limits: {usd: 1}, window: day, tenant_id: a}]", "budgets.rules[0]")]
    [InlineData("rules: [{name: a, limits: {usd: 1}}]", "budgets.rules[0]")]
    [InlineData("rules: [{name: a, limits: {usd: 1}, window: fortnight}]", "budgets.rules[0].window")]
    [InlineData(
        "rules: [{name: a, scope: {galaxy: x}, limits: {usd: 1}, window: day}]",
        "budgets.rules[0].scope.galaxy"
    )]
    [InlineData("rules: [{name: a, limits: {calls: 1.5}, window: day}]", "budgets.rules[0].limits.calls")]
    [InlineData(
        "rules: [{name: a, limits: {meters: {smell: 1}}, window: day}]",
        "budgets.rules[0].limits.meters.smell"
    )]
    [InlineData("rules: [{tenant_id: a, action: warn}, {tenant_id: a, action: warn}]", "budgets.rules[1]")]
    public void What_is_wrong_is_said_by_its_key_and_place(string section, string key)
    {
        string[] problems = ConfigurationCase.ProblemsOf("log:\n  level: info\nbudgets:\n  " + section);

        Assert.Contains(problems, problem => problem.StartsWith("4:", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.Contains($" {key}: ", StringComparison.Ordinal));
    }

    [Fact]
    public void All_of_it_is_said_at_once() =>
        Assert.Equal(
            3,
            ConfigurationCase
                .ProblemsOf(
                    """
                    budgets:
                      default: {daily_limit_usd: x}
                      rules:
                        - {name: a, limits: {usd: 1}, window: never}
                        - {name: b, scope: {galaxy: x}, limits: {usd: 1}, window: day}
                    """
                )
                .Count(problem => !problem.Contains("belong together", StringComparison.Ordinal))
        );

    [Fact]
    public void A_limit_that_only_warns_because_nothing_was_said_draws_a_word()
    {
        string warning = Assert.Single(ConfigurationCase.WarningsOf("budgets: {default: {daily_limit_usd: 1}}"));

        Assert.Contains("budgets.default.action", warning, StringComparison.Ordinal);
        Assert.Empty(ConfigurationCase.WarningsOf("budgets: {default: {daily_limit_usd: 1, action: warn}}"));
    }

    [Theory]
    [InlineData("TOKENLEDGER_BUDGETS__DEFAULT__DAILY_LIMIT_USD", "TOKENLEDGER_BUDGETS__DEFAULT__ACTION")]
    [InlineData("AGENTLEDGER_BUDGETS_DEFAULT_DAILY_LIMIT_USD", "AGENTLEDGER_BUDGETS_DEFAULT_ACTION")]
    public void Variables_set_budgets_without_a_file(string limit, string action)
    {
        using ConfigurationCase one = new();
        LoadedConfiguration loaded = one.With(limit, "12.34").With(action, "block").Load();

        Budget budget = Assert.Single(loaded.Configuration!.Gateway.Budgets.OfDefault());
        Assert.Equal((12.34m, BudgetAction.Block), (budget.Limits[0].Amount, budget.Action));
    }

    [Fact]
    public void A_variable_reaches_into_the_list_of_rules()
    {
        using ConfigurationCase one = new(
            "budgets: {rules: [{name: a, tenant_id: t, daily_limit_usd: 1, action: block}]}"
        );
        LoadedConfiguration loaded = one.With("TOKENLEDGER_BUDGETS__RULES__0__DAILY_LIMIT_USD", "2").Load();

        Assert.Equal(2, Assert.Single(loaded.Configuration!.Gateway.Budgets.Rules).DailyUsd);
    }

    [Fact]
    public void The_name_of_a_rule_for_one_key_does_not_hold_the_key()
    {
        const string Key = "sk-proj-0123456789abcdef";
        Budget budget = Assert.Single(
            Of($"budgets: {{rules: [{{api_key_pattern: {Key}, daily_limit_usd: 1, action: block}}]}}")
        );

        Assert.DoesNotContain(Key[3..], BudgetJson.Write(budget), StringComparison.Ordinal);
    }

    private static Budget[] Of(string yaml)
    {
        using ConfigurationCase one = new(yaml);
        LoadedConfiguration loaded = one.Load();
        Assert.Empty(one.Shorten(loaded.Problems));
        BudgetRules rules = loaded.Configuration!.Gateway.Budgets;
        Budget[] budgets = [.. rules.OfDefault(), .. rules.Rules.SelectMany(rules.Of)];
        Assert.Empty(BudgetCheck.Problems(budgets));
        return budgets;
    }
}
