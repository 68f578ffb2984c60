using TokenLedger.Accounting.Budgets;
using TokenLedger.Gateway.Administration.Budgets;
using TokenLedger.Ledger.Control;
using TokenLedger.Ledger.Embedded;

namespace TokenLedger.Gateway.Tests.Administration;

public sealed class BudgetMergeTests : IAsyncLifetime
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("tokenledger-merge-").FullName;
    private EmbeddedLedger _ledger = null!;
    private ControlBook _book = null!;

    private static BudgetRules Configured { get; } =
        new(
            BudgetRules.None.Default with
            {
                DailyUsd = 10,
                Action = BudgetAction.Block,
            },
            [
                new()
                {
                    Id = "prod",
                    ApiKeyPattern = "sk-prod-*",
                    DailyUsd = 20,
                },
            ]
        );

    public async ValueTask InitializeAsync()
    {
        OpenResult opened = await EmbeddedLedger.OpenAsync(
            new() { Folder = _folder },
            TimeProvider.System,
            CancellationToken.None
        );
        _ledger = opened.Ledger!;
        _book = await ControlBook.OpenAsync(_ledger, null, TimeProvider.System, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        _book.Dispose();
        await _ledger.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_document_that_cannot_be_read_stops_nothing_and_what_is_below_it_holds()
    {
        await SetAsync(ControlKinds.Budget, "prod.day", """{"from":"a newer version"}""");
        await SetAsync(ControlKinds.Budget, "own", "[]");
        await SetAsync(ControlKinds.BudgetRule, "other", """{"daily_limit_usd":"x"}""");
        await SetAsync(ControlKinds.Override, "default.day/1", """{"unit":"galaxies"}""");
        await SetAsync(ControlKinds.Budget, "good", Budget(7));

        BudgetMerge merge = Merge();

        Assert.Equal(["default.day", "good", "prod.day"], merge.Budgets.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(20, merge.Budgets["prod.day"].Budget.Limits[0].Amount);
        Assert.Equal(
            ["budget own", "budget prod.day", "budget rule other", "override default.day/1"],
            merge.Problems.Select(problem => problem.Path).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task A_rule_set_at_run_time_takes_one_rules_place_and_its_removal_brings_it_back()
    {
        await SetAsync(ControlKinds.BudgetRule, "prod", """{"api_key_pattern":"sk-prod-*","daily_limit_usd":3}""");
        await SetAsync(ControlKinds.BudgetRule, "late", """{"api_key_pattern":"sk-*","monthly_limit_usd":9}""");
        BudgetMerge with = Merge();
        await SetAsync(ControlKinds.BudgetRule, "prod", null);
        BudgetMerge without = Merge();

        Assert.Equal(["prod", "late"], with.Rules.Rules.Select(rule => rule.Id));
        Assert.Equal(3, with.Budgets["prod.day"].Budget.Limits[0].Amount);
        // The default's day is taken over by a rule that leaves its own out.
        Assert.Equal(
            (10m, 9m, BudgetAction.Block),
            (
                with.Budgets["late.day"].Budget.Limits[0].Amount,
                with.Budgets["late.month"].Budget.Limits[0].Amount,
                with.Budgets["late.month"].Budget.Action
            )
        );
        Assert.Equal(20, without.Budgets["prod.day"].Budget.Limits[0].Amount);
        Assert.Null(without.Budgets["prod.day"].Document);
    }

    [Fact]
    public async Task A_first_rule_for_keys_at_run_time_leaves_the_default_to_the_other_keys()
    {
        BudgetRules onlyDefault = Configured with { Rules = [] };
        Assert.Empty(Merge(onlyDefault).Budgets["default.day"].Budget.Scope);

        await SetAsync(ControlKinds.BudgetRule, "ci", """{"api_key_pattern":"sk-ci-*","daily_limit_usd":3}""");

        Assert.Equal(
            [new ScopeTerm("tag:tokenledger.key_rule", "default")],
            Merge(onlyDefault).Budgets["default.day"].Budget.Scope
        );
    }

    [Fact]
    public async Task An_override_is_laid_on_whatever_budget_then_holds_and_ends_by_itself()
    {
        const string Until = "2026-11-22T14:00:00Z";
        await SetAsync(
            ControlKinds.Override,
            "default.day/1",
            $$"""{"unit":"usd","amount":"80","from":"2026-11-22T12:00:00Z","to":"{{Until}}","reason":"r","author":"a"}"""
        );
        BudgetOverride onConfigured = Assert.Single(Merge().Budgets["default.day"].Budget.Overrides);
        await SetAsync(ControlKinds.Budget, "default.day", Budget(7));
        Budget onRuntime = Merge().Budgets["default.day"].Budget;
        BudgetMerge later = BudgetMerge.Of(Configured, _book, s_now.AddHours(2), new());

        Assert.Equal((80m, "a"), (onConfigured.Amount, onConfigured.Author));
        Assert.Equal((7m, onConfigured), (onRuntime.Limits[0].Amount, Assert.Single(onRuntime.Overrides)));
        Assert.Empty(later.Budgets["default.day"].Budget.Overrides);
    }

    private BudgetMerge Merge(BudgetRules? configured = null) =>
        BudgetMerge.Of(configured ?? Configured, _book, s_now, new());

    private async Task SetAsync(string kind, string id, string? json)
    {
        ControlResult result = await _book.ChangeAsync(new(kind, id, json, "test"), CancellationToken.None);
        Assert.True(result.IsDone, result.Problem);
    }

    private static string Budget(int usd) =>
        $$$"""{"limits":[{"unit":"usd","amount":"{{{usd}}}"}],"window":{"kind":"calendar","period":"day"}}""";
}
