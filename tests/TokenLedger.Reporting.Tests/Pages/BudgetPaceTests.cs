using TokenLedger.Accounting.Budgets;
using TokenLedger.Dashboard.Pages.Budgets;

namespace TokenLedger.Reporting.Tests.Pages;

public sealed class BudgetPaceTests
{
    private static readonly DateTimeOffset s_start = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_uses_half_in_a_quarter_of_its_window_runs_out_after_half_of_it() =>
        Assert.Equal(s_start.AddHours(12), At(hours: 6, used: 5, limit: 10));

    [Theory]
    [InlineData(12, 5)] // would end exactly with the window
    [InlineData(12, 1)]
    [InlineData(6, 0)]
    [InlineData(1, 5)] // too little has passed to say anything
    public void What_lasts_or_cannot_be_told_has_no_instant(int hours, int used) =>
        Assert.Null(At(hours, used, limit: 10));

    [Fact]
    public void What_is_used_up_runs_out_now() => Assert.Equal(s_start.AddHours(3), At(hours: 3, used: 11, limit: 10));

    [Fact]
    public void The_use_of_a_rolling_window_does_not_only_grow() =>
        Assert.Null(BudgetPace.RunsOutAt(Account(5, 10) with { Window = WindowKind.Rolling }, s_start.AddHours(6)));

    private static DateTimeOffset? At(int hours, decimal used, decimal limit) =>
        BudgetPace.RunsOutAt(Account(used, limit), s_start.AddHours(hours));

    private static BudgetBalance Account(decimal used, decimal limit) =>
        new("a", [], LimitUnit.Usd, null, limit, used, 0, s_start, s_start.AddDays(1)) { Window = WindowKind.Calendar };
}
