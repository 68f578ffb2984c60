using TokenLedger.Accounting.Anomalies;
using TokenLedger.Accounting.Forecasts;
using TokenLedger.Accounting.Tests.Forecasts;

namespace TokenLedger.Accounting.Tests.Anomalies;

public sealed class AnomalyDetectorTests(ITestOutputHelper output)
{
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

        Assert.Empty(AnomalyDetector.Find(new(SimulatedUse.Days(seed: 5, days: 90, scatter: 0.1), 7), 60, both));
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
        Anomaly found = Assert.Single(AnomalyDetector.Find(new(days, 7), 1, s_rule with { Below = true }));
        Assert.True(found.Score < -5 && found.Excess < 0);
    }

    [Fact]
    public void The_first_use_after_weeks_of_nothing_is_one_and_small_change_is_not()
    {
        decimal[] days = new decimal[40];
        days[39] = 3;

        Assert.Single(Find(days, last: 1));
        Assert.Empty(AnomalyDetector.Find(new(days, 7), 1, s_rule with { SmallestExcess = 5 }));
    }

    [Fact]
    public void Without_three_seasons_nothing_is_said()
    {
        decimal[] days = [.. Enumerable.Repeat(1m, 20), 1000];

        Assert.Empty(Find(days, last: 21));
        Assert.Null(AnomalyDetector.ExpectedOf(new(days, 7), 20));
    }

    [Fact]
    public void Contributors_name_who_made_the_difference()
    {
        decimal[] chat = SimulatedUse.Days(seed: 8, days: 50, scatter: 0.05);
        decimal[] search = SimulatedUse.Days(seed: 9, days: 50, level: 20, scatter: 0.05);
        decimal[] launch = new decimal[50];
        search[49] += 50;
        launch[49] = 250;
        decimal[] all = [.. chat.Zip(search, (a, b) => a + b).Zip(launch, (a, b) => a + b)];

        Anomaly anomaly = Assert.Single(Find(all, last: 1));
        IReadOnlyList<Contributor> contributors = Contributor.Of(
            anomaly,
            [new("chat", new(chat, 7)), new("search", new(search, 7)), new("launch", new(launch, 7))],
            most: 2
        );

        Assert.Equal(["launch", "search"], contributors.Select(one => one.Name));
        Assert.Equal(250, contributors[0].Excess);
        Assert.InRange(contributors[0].Percent, 70, 95);
    }

    [Fact]
    public void Planted_anomalies_are_found_and_quiet_series_stay_quiet()
    {
        int judged = 0;
        int falseAlarms = 0;
        int planted = 0;
        int found = 0;
        for (int seed = 0; seed < 300; seed++)
        {
            decimal[] quiet = SimulatedUse.Days(seed, days: 86, growthPerWeek: 0.02m * (seed % 3), scatter: 0.2);
            falseAlarms += Find(quiet, last: 30).Count;
            judged += 30;
            int day = 56 + (seed % 30);
            quiet[day] *= 4;
            planted++;
            found += Find(quiet[..(day + 1)], last: 1).Count;
        }

        output.WriteLine(
            $"false alarms {falseAlarms} in {judged} days; found {found} of {planted} days of four times the usual"
        );
        Assert.InRange(falseAlarms, 0, judged / 500);
        Assert.InRange(found, planted * 95 / 100, planted);
    }

    private static IReadOnlyList<Anomaly> Find(decimal[] days, int last) =>
        AnomalyDetector.Find(new PeriodSeries(days, 7), last, s_rule);
}
