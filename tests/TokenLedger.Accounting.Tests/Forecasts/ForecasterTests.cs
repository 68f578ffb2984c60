using TokenLedger.Accounting.Forecasts;
using TokenLedger.Accounting.Tests.Simulation;

namespace TokenLedger.Accounting.Tests.Forecasts;

public sealed class ForecasterTests(ITestOutputHelper output)
{
    [Fact]
    public void A_weekly_pattern_is_foreseen_by_its_weekdays()
    {
        Forecast forecast = Foresee(SimulatedUse.Days(seed: 1, days: 70, scatter: 0.05), 7);

        Assert.Equal("seasonal", forecast.Model);
        Assert.True(
            forecast.Periods[1].Alone.Expected > 4 * forecast.Periods[6].Alone.Expected,
            "a Tuesday is not a Sunday"
        );
        Assert.InRange(forecast.ErrorPercent, 0, 10);
        Assert.Equal(forecast.Periods.Sum(period => period.Alone.Expected), forecast.Total.Expected);
        Assert.InRange(forecast.Total.Expected, forecast.Total.Low, forecast.Total.High);
    }

    [Fact]
    public void Steady_growth_is_followed()
    {
        decimal[] past = SimulatedUse.Days(seed: 2, days: 84, growthPerWeek: 0.2m, scatter: 0.03);
        Forecast forecast = Foresee(past, 7);

        Assert.Equal("trend", forecast.Model);
        Assert.True(forecast.Total.Expected > past[^7..].Sum());
    }

    [Fact]
    public void A_constant_needs_no_clever_model()
    {
        Forecast forecast = Foresee([.. Enumerable.Repeat(5m, 40)], 10);

        Assert.Equal(("last value", 50m, 0m), (forecast.Model, forecast.Total.Expected, forecast.ErrorPercent));
        Assert.Equal((50m, 50m), (forecast.Total.Low, forecast.Total.High));
    }

    [Fact]
    public void The_models_that_were_compared_are_shown_with_their_errors_the_best_first()
    {
        Forecast forecast = Foresee(SimulatedUse.Days(seed: 3, days: 90), 14);

        Assert.Equal(4, forecast.Compared.Count);
        Assert.Equal(forecast.Compared.OrderBy(one => one.ErrorPercent), forecast.Compared);
        Assert.Equal(
            (forecast.Model, forecast.ErrorPercent),
            (forecast.Compared[0].Model, forecast.Compared[0].ErrorPercent)
        );
    }

    [Theory]
    [InlineData(0, "11 are needed")]
    [InlineData(3, "3 periods are known")]
    [InlineData(10, "10 periods are known")]
    public void Too_little_is_said_to_be_too_little(int known, string word)
    {
        ForecastResult result = Forecaster.Foresee(new PeriodSeries([.. Enumerable.Repeat(1m, known)], 7), 6);

        Assert.Null(result.Forecast);
        Assert.Contains("Not enough data", result.Problem);
        Assert.Contains(word, result.Problem);
    }

    [Fact]
    public void Enough_is_exactly_what_the_sentence_asks_for()
    {
        Assert.NotNull(Forecaster.Foresee(new PeriodSeries([.. Enumerable.Repeat(1m, 11)], 7), 6).Forecast);
    }

    [Fact]
    public void Nothing_before_the_first_use_is_learned_from()
    {
        decimal[] late = [.. Enumerable.Repeat(0m, 300), .. Enumerable.Repeat(2m, 30)];

        Assert.Equal(20, Foresee(late, 10).Total.Expected);
    }

    [Fact]
    public void A_series_that_has_gone_quiet_has_no_honest_forecast()
    {
        decimal[] quiet = [5, .. Enumerable.Repeat(0m, 60)];

        Assert.Contains("nothing was used", Forecaster.Foresee(new PeriodSeries(quiet, 7), 7).Problem);
    }

    [Fact]
    public void What_is_used_lies_within_the_interval_about_as_often_as_it_says()
    {
        int within = 0;
        const int Series = 200;
        for (int seed = 0; seed < Series; seed++)
        {
            decimal[] days = SimulatedUse.Days(seed, days: 104, growthPerWeek: 0.01m * (seed % 4), scatter: 0.25);
            Forecast forecast = Foresee(days[..90], 14);
            decimal used = days[90..].Sum();
            within += used >= forecast.Total.Low && used <= forecast.Total.High ? 1 : 0;
        }

        output.WriteLine($"{within} of {Series} totals were within the interval that promises 80 %");
        Assert.InRange(within, Series * 65 / 100, Series * 95 / 100);
    }

    [Theory]
    [InlineData(90, 1)]
    [InlineData(60, 7)]
    [InlineData(90, 30)]
    public void Teams_of_all_kinds_stay_within_the_interval_about_as_often_as_it_says(int known, int ahead)
    {
        int within = 0;
        const int Teams = 60;
        for (int seed = 1000; seed < 1000 + Teams; seed++)
        {
            TrafficPlan plan = TrafficPlan.Any(seed, known + ahead);
            decimal[] days = SimulatedTraffic.Days(SimulatedTraffic.Of(plan).Cost);
            Interval total = Foresee(days[..known], ahead).Total;
            decimal used = days[known..].Sum();
            within += used >= total.Low && used <= total.High ? 1 : 0;
        }

        output.WriteLine($"{ahead} days ahead of {known}: {within} of {Teams} within the interval that promises 80 %");
        Assert.InRange(within, Teams * 60 / 100, Teams * 98 / 100);
    }

    [Fact]
    public void Nothing_foreseen_is_below_zero()
    {
        decimal[] falling = [.. Enumerable.Range(0, 70).Select(day => Math.Max(0.1m, 100m - (1.5m * day)))];
        Forecast forecast = Foresee(falling, 60);

        Assert.All(forecast.Periods, period => Assert.True(period.Alone.Low >= 0));
        Assert.True(forecast.Total.Low >= 0);
    }

    private static Forecast Foresee(decimal[] past, int periods)
    {
        ForecastResult result = Forecaster.Foresee(new PeriodSeries(past, 7), periods);
        Assert.Null(result.Problem);
        return result.Forecast!;
    }
}
