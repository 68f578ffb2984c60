using TokenLedger.Accounting.Budgets;
using TokenLedger.Gateway.Alerts;
using TokenLedger.Gateway.Alerts.Recognising;
using TokenLedger.Gateway.Tests.Alerts.Support;

namespace TokenLedger.Gateway.Tests.Alerts;

public sealed class ExhaustionForecastTests
{
    private static readonly DateTimeOffset _midnight = new(2026, 11, 10, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void At_the_pace_of_the_window_the_moment_is_exact()
    {
        // 4 of 10 in 6 hours: 1.5 hours for each, so 9 hours for the 6 that are left.
        DateTimeOffset? at = ExhaustionForecast.UsedUpAt(Account(4), _midnight.AddHours(6));

        Assert.Equal(_midnight.AddHours(15), at);
    }

    [Theory]
    [InlineData(2.49, 6)] // lasts a little longer than the day
    [InlineData(1.9, 1)] // less than a fifth of the limit says little
    [InlineData(10, 6)] // used up already: that is another alert
    [InlineData(0, 6)]
    public void Nothing_is_foretold_that_lasts_says_little_or_is_over(double used, int hour)
    {
        Assert.Null(ExhaustionForecast.UsedUpAt(Account((decimal)used), _midnight.AddHours(hour)));
    }

    [Fact]
    public void A_budget_without_window_a_short_one_and_one_of_nothing_are_left_alone()
    {
        BudgetBalance account = Account(5);
        DateTimeOffset now = _midnight.AddHours(6);

        Assert.Null(ExhaustionForecast.UsedUpAt(account with { WindowStart = null }, now));
        Assert.Null(ExhaustionForecast.UsedUpAt(account with { ResetsAt = null }, now));
        Assert.Null(ExhaustionForecast.UsedUpAt(account with { ResetsAt = _midnight.AddHours(7) }, now));
        Assert.Null(ExhaustionForecast.UsedUpAt(account with { Limit = 0 }, now));
        Assert.Null(ExhaustionForecast.UsedUpAt(account with { Window = WindowKind.Rolling }, now));
    }

    [Fact]
    public async Task The_clock_brings_it_once_per_window_and_account()
    {
        await using AlertBench bench = new();
        bench.Ledger.Accounts = [Account(8, "alice"), Account(9, "bob"), Account(0.1m, "carol")];
        await bench.StartAsync(new AlertOptions());

        await bench.UntilAsync(() => bench.Run.Book.Recent().Count >= 2, TimeSpan.FromSeconds(5));
        bench.Clock.Advance(TimeSpan.FromHours(2));
        await bench.UntilAsync(() => bench.Run.Tally.SuppressedCount >= 20, TimeSpan.FromMinutes(1));

        Assert.Equal(
            ["user=alice, USD", "user=bob, USD"],
            bench.Run.Book.Recent().Select(raised => raised.Alert.Member).Order()
        );
        Assert.All(bench.Run.Book.Recent(), raised => Assert.Equal(AlertType.BudgetExhaustion, raised.Alert.Type));
    }

    private static BudgetBalance Account(decimal used, string user = "alice") =>
        AlertSamples.Account(user, used) with
        {
            WindowStart = _midnight,
            ResetsAt = _midnight.AddDays(1),
        };
}
