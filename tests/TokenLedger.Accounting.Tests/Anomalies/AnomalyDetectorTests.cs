using System.Globalization;
using TokenLedger.Accounting.Anomalies;
using TokenLedger.Accounting.Tests.Forecasts;
using TokenLedger.Accounting.Tests.Simulation;

namespace TokenLedger.Accounting.Tests.Anomalies;

public sealed class AnomalyDetectorTests(ITestOutputHelper output)
{
    private const int Teams = 300;

    private static readonly AnomalyRule s_rule = new();

    [Fact]
    public void A_day_of_three_times_the_usual_is_found_with_what_was_expected()
    {
        decimal[] days = SimulatedUse.Days(seed: 4, days: 60, scatter: 0.1);
        days[57] *= 3;

        Anomaly found = Assert.Single(Find(days, last: 14));

        Assert.Equal(57, found.Period);
        Assert.InRange(found.Expected, days[57] / 3 * 0.7m, days[57] / 3 * 1.4m);
        Assert.True(found.Value > found.High && found.Score > 5);
        Assert.Equal(found.Value - found.Expected, found.Excess);
    }

    [Fact]
    public void Weekends_are_no_anomalies()
    {
        AnomalyRule both = s_rule with { Below = true };

        Assert.Empty(
            AnomalyDetector
                .Find(JudgedSeries.OfDays(SimulatedUse.Days(seed: 5, days: 90, scatter: 0.1)), 60, both)
                .Anomalies
        );
    }

    [Fact]
    public void A_launch_is_told_of_and_becomes_usual_within_a_week()
    {
        decimal[] days = SimulatedUse.Days(seed: 6, days: 80, scatter: 0.08);
        for (int day = 50; day < 80; day++)
        {
            days[day] *= 3;
        }

        IReadOnlyList<Anomaly> found = Find(days, last: 40);

        Assert.Contains(found, one => one.Period is 50);
        Assert.DoesNotContain(found, one => one.Period >= 57);
    }

    [Fact]
    public void Too_little_is_an_anomaly_only_when_it_is_asked_for()
    {
        decimal[] days = SimulatedUse.Days(seed: 7, days: 60, weekends: false, scatter: 0.05);
        days[59] = 0;

        Assert.Empty(Find(days, last: 1));
        Anomaly found = Assert.Single(
            AnomalyDetector.Find(JudgedSeries.OfDays(days), 1, s_rule with { Below = true }).Anomalies
        );
        Assert.True(found.Score < -5 && found.Excess < 0);
    }

    [Fact]
    public void The_first_use_after_weeks_of_nothing_is_one_and_small_change_is_not()
    {
        decimal[] days = new decimal[40];
        days[39] = 3;

        Assert.Single(Find(days, last: 1));
        Assert.Empty(AnomalyDetector.Find(JudgedSeries.OfDays(days), 1, s_rule with { SmallestExcess = 5 }).Anomalies);
    }

    [Fact]
    public void Without_three_seasons_nothing_is_said()
    {
        decimal[] days = [.. Enumerable.Repeat(1m, 20), 1000];

        AnomalyFindings findings = AnomalyDetector.Find(JudgedSeries.OfDays(days), 21, s_rule);

        Assert.Empty(findings.Anomalies);
        Assert.Equal(0, findings.Judged);
    }

    [Fact]
    public void Days_in_a_row_that_stand_out_say_since_when()
    {
        decimal[] days = SimulatedUse.Days(seed: 12, days: 60, scatter: 0.05);
        days[55] *= 4;
        days[56] *= 4;

        Assert.Equal([(55, 55), (56, 55)], Find(days, last: 10).Select(one => (one.Period, one.Since)));
    }

    [Fact]
    public void Nights_and_weekends_of_hours_are_no_anomalies_and_a_night_that_runs_away_is_one()
    {
        TrafficPlan plan = new(21, 70) { DayScatter = 0.05 };
        SimulatedTraffic quiet = SimulatedTraffic.Of(plan);
        SimulatedTraffic wild = SimulatedTraffic.Of(plan with { Runaways = [new((68 * 24) + 3, 2, Calls: 80)] });

        Assert.Empty(AnomalyDetector.Find(JudgedSeries.OfHours(quiet.Calls), 168, s_rule).Anomalies);
        Assert.Equal(
            [(68 * 24) + 3, (68 * 24) + 4],
            AnomalyDetector.Find(JudgedSeries.OfHours(wild.Calls), 168, s_rule).Anomalies.Select(one => one.Period)
        );
    }

    [Fact]
    public void A_gap_in_what_can_be_said_is_not_judged_and_does_not_disturb()
    {
        decimal?[] days = [.. SimulatedUse.Days(seed: 13, days: 60, scatter: 0.05).Select(day => (decimal?)day)];
        (days[50], days[58], days[59]) = (null, null, days[59] * 5);
        JudgedSeries series = JudgedSeries.OfDays([]) with { Values = days };

        AnomalyFindings findings = AnomalyDetector.Find(series, 3, s_rule);

        Assert.Equal(2, findings.Judged);
        Assert.Equal(59, Assert.Single(findings.Anomalies).Period);
    }

    [Fact]
    public void What_chance_alone_makes_is_no_anomaly()
    {
        decimal?[] rates = [.. Enumerable.Repeat((decimal?)1, 59), 10];
        JudgedSeries few = JudgedSeries.OfDays([]) with { Values = rates, Chance = (_, _) => 5 };

        Assert.Empty(AnomalyDetector.Find(few, 1, s_rule).Anomalies);
        Assert.Single(AnomalyDetector.Find(few with { Chance = (_, _) => 1 }, 1, s_rule).Anomalies);
    }

    [Fact]
    public void Quiet_series_stay_quiet()
    {
        int judged = 0;
        int falseAlarms = 0;
        for (int seed = 0; seed < Teams; seed++)
        {
            falseAlarms += Find(Days(seed), last: 30).Count;
            judged += 30;
        }

        output.WriteLine($"false alarms: {falseAlarms} in {judged} days");
        Assert.InRange(falseAlarms, 0, 14);
    }

    [Theory]
    [InlineData("1.5", 10)]
    [InlineData("2", 55)]
    [InlineData("3", 90)]
    [InlineData("4", 98)]
    public void Planted_anomalies_are_found(string times, int atLeastPercent)
    {
        int found = 0;
        for (int seed = 0; seed < Teams; seed++)
        {
            decimal[] days = Days(seed);
            int day = 56 + (seed % 30);
            days[day] *= decimal.Parse(times, CultureInfo.InvariantCulture);
            found += Find(days[..(day + 1)], last: 1).Count;
        }

        output.WriteLine($"{times} times the usual: found {found} of {Teams} days, {100 * found / Teams} %");
        Assert.InRange(100 * found / Teams, atLeastPercent, 100);
    }

    [Fact]
    public void One_wild_day_of_the_weeks_before_spoils_nothing()
    {
        decimal[] days = SimulatedUse.Days(seed: 31, days: 70, scatter: 0.1);
        (days[48], days[62], days[66]) = (days[48] * 10, days[62] * 20, 0);
        days[69] *= 3;

        Assert.Equal([62, 69], Find(days, last: 10).Select(one => one.Period));
    }

    [Fact]
    public void Nothing_is_said_of_a_rate_where_too_little_is_known_of_it()
    {
        decimal?[] thin = new decimal?[60];
        (thin[0], thin[20], thin[58], thin[59]) = (900, 700, 800, 9000);
        decimal?[] ofOtherDays = [.. Enumerable.Range(0, 60).Select(day => day % 7 == 3 ? null : (decimal?)800)];
        ofOtherDays[59] = 9000; // a place in the week of which nothing is known

        Assert.Equal(0, AnomalyDetector.Find(Rates(thin), 14, s_rule).Judged);
        Assert.Empty(AnomalyDetector.Find(Rates(ofOtherDays), 1, s_rule).Anomalies);
    }

    [Fact]
    public void A_rate_that_was_nothing_for_weeks_is_known_to_be_nothing()
    {
        decimal?[] errors = [.. Enumerable.Repeat((decimal?)0, 60)];
        (errors[56], errors[59]) = (1, 60);

        Anomaly found = Assert.Single(
            AnomalyDetector.Find(Rates(errors) with { Chance = (_, _) => 2 }, 1, s_rule).Anomalies
        );
        Assert.Equal(59, found.Period);
    }

    private static JudgedSeries Rates(decimal?[] values) =>
        JudgedSeries.OfDays([]) with
        {
            Values = values,
            IsRate = true,
        };

    private static decimal[] Days(int seed) =>
        SimulatedUse.Days(seed, days: 86, growthPerWeek: 0.02m * (seed % 3), scatter: 0.2);

    private static IReadOnlyList<Anomaly> Find(decimal[] days, int last) =>
        AnomalyDetector.Find(JudgedSeries.OfDays(days), last, s_rule).Anomalies;
}
