using System.Globalization;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Queries.Budgets;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Foresight;

public sealed class BudgetBurnTests : IDisposable
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 11, 0, 0, 0, default);
    private static readonly DateTimeOffset s_month = new(2026, 11, 1, 0, 0, 0, default);

    private readonly ViewsCase _views = new(new MemoryLedger());

    public void Dispose() => _views.Dispose();

    [Fact]
    public async Task A_month_that_goes_on_as_before_says_the_day_it_is_used_up_and_how_sure_that_is()
    {
        Days(60, 10);
        AccountBurn burn = await OnlyAsync(Monthly(200), Balance(used: 100, limit: 200));

        Assert.Equal(10, burn.Series.Count);
        Assert.Equal(100, burn.Series[^1].SoFar);
        Assert.Equal(0, burn.Elsewhere);
        Assert.Equal(s_now.AddDays(10), burn.Reach!.Expected);
        Assert.Equal(burn.Reach.Expected, burn.Reach.Earliest); // every day was the same
        Assert.Equal(300, burn.Course!.AtEnd!.Expected);
        Assert.Equal("last value", burn.Model);
        Assert.True(burn.Trials >= 5);
        Assert.Equal(decimal.Round(100m * 10 / 30, 10), decimal.Round(burn.PassedPercent!.Value, 10));
    }

    [Fact]
    public async Task A_budget_that_lasts_has_no_day_of_its_end()
    {
        Days(60, 10);
        AccountBurn burn = await OnlyAsync(Monthly(1000), Balance(used: 100, limit: 1000));

        Assert.Null(burn.Reach!.Expected);
        Assert.Null(burn.Reach.Earliest);
        Assert.Equal(900, burn.Remaining);
    }

    [Fact]
    public async Task With_too_little_history_it_goes_on_at_the_pace_of_its_window()
    {
        Days(3, 10);
        AccountBurn burn = await OnlyAsync(Monthly(60), Balance(used: 30, limit: 60));

        Assert.Equal("pace", burn.Model);
        Assert.Equal(s_now.AddDays(10), burn.Reach!.Expected);
        Assert.Null(burn.Reach.Earliest);
        Assert.Null(burn.ErrorPercent);
    }

    [Fact]
    public async Task Of_a_rolling_window_what_is_old_passes_away_again()
    {
        Days(60, 10);
        Budget week = Monthly(90) with { Window = new(WindowKind.Rolling) { Length = TimeSpan.FromDays(7) } };
        AccountBurn burn = await OnlyAsync(
            week,
            Balance(used: 70, limit: 90) with
            {
                Window = WindowKind.Rolling,
                WindowStart = s_now.AddDays(-7),
                ResetsAt = s_now.AddDays(7),
            }
        );

        Assert.Equal(7, burn.Series.Count);
        Assert.Null(burn.Reach!.Expected); // ten come and ten go, every day
        Assert.All(burn.Course!.Points, point => Assert.InRange(point.Used.Expected, 60, 80));
        Assert.Null(burn.PassedPercent);
    }

    [Theory]
    [InlineData(-30, 74)] // a slice that is half in the window counts whole
    [InlineData(30, 70)] // the balance is of a later instant than the question
    public async Task The_series_of_a_rolling_window_begins_where_its_balance_does(int minutes, int used)
    {
        Days(7, 10);
        DateTimeOffset start = s_now.AddDays(-7).AddMinutes(minutes);
        Call(s_now.AddDays(-7).AddMinutes(minutes > 0 ? 10 : -10), "4", "alice", "gpt-5");
        Budget week = Monthly(90) with { Window = new(WindowKind.Rolling) { Length = TimeSpan.FromDays(7) } };
        AccountBurn burn = await OnlyAsync(
            week,
            Balance(used: used, limit: 90) with
            {
                Window = WindowKind.Rolling,
                WindowStart = start,
                ResetsAt = s_now.AddDays(7),
            }
        );

        Assert.Equal((0m, used), (burn.Elsewhere, burn.Series[^1].SoFar));
    }

    [Fact]
    public async Task A_rolling_window_without_history_has_no_course_and_says_why()
    {
        Days(2, 10);
        Budget week = Monthly(90) with { Window = new(WindowKind.Rolling) { Length = TimeSpan.FromDays(7) } };
        AccountBurn burn = await OnlyAsync(
            week,
            Balance(used: 20, limit: 90) with
            {
                Window = WindowKind.Rolling,
                WindowStart = s_now.AddDays(-7),
                ResetsAt = s_now.AddDays(7),
            }
        );

        Assert.Null(burn.Course);
        Assert.Contains("too little history", burn.Problem);
    }

    [Fact]
    public async Task A_lifetime_is_followed_from_its_first_use()
    {
        Days(60, 10);
        Budget ever = Monthly(800) with { Window = new(WindowKind.Lifetime) };
        AccountBurn burn = await OnlyAsync(
            ever,
            Balance(used: 600, limit: 800) with
            {
                Window = WindowKind.Lifetime,
                WindowStart = null,
                ResetsAt = null,
            }
        );

        Assert.Equal(60, burn.Series.Count);
        Assert.Equal(s_now.AddDays(20), burn.Reach!.Expected);
    }

    [Fact]
    public async Task A_window_that_began_within_a_day_counts_what_came_after()
    {
        Days(60, 10); // at noon
        DateTimeOffset start = s_month.AddHours(13);
        Budget four = Monthly(800) with
        {
            Window = new(WindowKind.Fixed) { Length = TimeSpan.FromDays(20), Start = start },
        };
        AccountBurn burn = await OnlyAsync(
            four,
            Balance(used: 90, limit: 800) with
            {
                Window = WindowKind.Fixed,
                WindowStart = start,
                ResetsAt = start.AddDays(20),
            }
        );

        Assert.Equal(90, burn.Series[^1].SoFar);
        Assert.Equal((start, 0m), (burn.Series[0].From, burn.Series[0].Used));
        Assert.Equal(0, burn.Elsewhere);
        Assert.Equal(start.AddDays(20), burn.Course!.Points[^1].At);
    }

    [Fact]
    public async Task Each_account_of_a_pattern_has_its_own_series_and_what_is_not_covered_is_in_none()
    {
        for (int day = 1; day <= 5; day++)
        {
            Call(s_now.AddDays(-day), "2", "alice", "gpt-5");
            Call(s_now.AddDays(-day), "3", "bob", "gpt-5-mini");
            Call(s_now.AddDays(-day), "50", "bob", "claude");
        }

        Budget each = Monthly(100) with { Scope = [new("model", "gpt-*")], Per = ["user"] };
        BudgetBurnReport report = await AskAsync(
            each,
            null,
            Balance(used: 10, limit: 100) with
            {
                Member = [new("user", "alice")],
            },
            Balance(used: 15, limit: 100) with
            {
                Member = [new("user", "bob")],
            }
        );

        Assert.Equal(["bob", "alice"], report.Accounts.Select(account => account.Balance.Member[0].Value));
        Assert.All(report.Accounts, account => Assert.Equal(account.Balance.Used, account.Series[^1].SoFar));
        Assert.All(report.Accounts, account => Assert.Equal(0, account.Elsewhere));
    }

    [Fact]
    public async Task Seconds_run_by_the_clock_and_what_is_used_up_is_said()
    {
        Budget seconds = Monthly(1) with { Limits = [new(LimitUnit.Seconds, 7200)], Window = new(WindowKind.Session) };
        AccountBurn burn = await OnlyAsync(
            seconds,
            new BudgetBalance(seconds.Id, [new("session", "s")], LimitUnit.Seconds, null, 7200, 3600, 0, null, null)
            {
                Window = WindowKind.Session,
            }
        );
        AccountBurn full = await OnlyAsync(Monthly(10), Balance(used: 12, limit: 10));

        Assert.Equal(s_now.AddHours(1), burn.Reach!.Expected);
        Assert.Equal(s_now, full.Reach!.Expected);
        Assert.Equal(0, full.Remaining);
    }

    [Fact]
    public async Task A_budget_that_nobody_used_is_there_with_all_it_allows()
    {
        AccountBurn burn = await OnlyAsync(Monthly(25));

        Assert.Equal((25m, 0m, s_month), (burn.Remaining, burn.Balance.Used, burn.Balance.WindowStart!.Value));
        Assert.Null(burn.Course?.Reaches(25).Expected);
    }

    [Fact]
    public async Task A_tenant_sees_only_budgets_for_its_own_calls()
    {
        Budget acme = Monthly(10) with { Id = "acme", Scope = [new("tenant", "acme")] };
        Budget all = Monthly(10) with { Id = "all" };

        BudgetBurnReport report = await _views.AskAsync(views =>
            views.BudgetBurn(new() { Now = s_now, Tenant = "acme" }, [acme, all], [])
        );

        Assert.Equal("acme", Assert.Single(report.Accounts).Budget.Id);
    }

    private static Budget Monthly(decimal dollars) =>
        new()
        {
            Id = "b",
            Limits = [new(LimitUnit.Usd, dollars)],
            Window = new(WindowKind.Calendar),
        };

    private static BudgetBalance Balance(decimal used, decimal limit) =>
        new("b", [], LimitUnit.Usd, null, limit, used, 0, s_month, s_month.AddMonths(1))
        {
            Window = WindowKind.Calendar,
        };

    private async Task<AccountBurn> OnlyAsync(Budget budget, params BudgetBalance[] balances) =>
        Assert.Single((await AskAsync(budget, null, balances)).Accounts);

    private Task<BudgetBurnReport> AskAsync(Budget budget, string? tenant, params BudgetBalance[] balances) =>
        _views.AskAsync(views => views.BudgetBurn(new() { Now = s_now, Tenant = tenant }, [budget], balances));

    private void Days(int count, decimal dollars)
    {
        for (int day = 1; day <= count; day++)
        {
            Call(s_now.AddDays(-day).AddHours(12), dollars.ToString(CultureInfo.InvariantCulture), "alice", "gpt-5");
        }
    }

    private void Call(DateTimeOffset at, string cost, string user, string model) =>
        Samples.Call(_views.Ledger, cost, model: model, who: new Attribution { User = user }, at: at);
}
