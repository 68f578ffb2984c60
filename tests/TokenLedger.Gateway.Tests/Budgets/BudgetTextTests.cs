using TokenLedger.Accounting.Budgets;
using TokenLedger.Gateway.Budgets;

namespace TokenLedger.Gateway.Tests.Budgets;

public sealed class BudgetTextTests
{
    public static TheoryData<BudgetWindow, string, string> Windows =>
        new()
        {
            {
                new(WindowKind.Calendar) { Period = CalendarPeriod.Day },
                "a day (UTC)",
                "day (UTC)"
            },
            {
                new(WindowKind.Calendar) { Period = CalendarPeriod.Hour, TimeZone = "Asia/Kolkata" },
                "an hour (Asia/Kolkata)",
                "hour (Asia/Kolkata)"
            },
            {
                new(WindowKind.Rolling) { Length = TimeSpan.FromHours(36) },
                "in any 36 hours",
                "36 hours just passed"
            },
            {
                new(WindowKind.Rolling) { Length = TimeSpan.FromDays(1) },
                "in any 1 day",
                "1 day just passed"
            },
            {
                new(WindowKind.Fixed) { Length = TimeSpan.FromMinutes(90) },
                "each 90 minutes",
                "fixed 90 minutes"
            },
            { new(WindowKind.Session), "a session", "session" },
            { new(WindowKind.Lifetime), "in all", "all time" },
        };

    [Theory]
    [MemberData(nameof(Windows))]
    public void A_window_reads_well_behind_an_amount_and_by_itself(BudgetWindow window, string each, string alone)
    {
        Assert.Equal(each, BudgetText.Each(window));
        Assert.Equal(alone, BudgetText.Window(window));
    }
}
