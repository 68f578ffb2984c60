using System.Globalization;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Queries.Foresight;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Foresight;

public sealed class AnomalyReportTests : IDisposable
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 21, 12, 0, 0, default);
    private static readonly DateTimeOffset s_yesterday = new(2026, 11, 20, 0, 0, 0, default);

    private readonly ViewsCase _views = new(new MemoryLedger());

    public void Dispose() => _views.Dispose();

    [Fact]
    public async Task A_day_that_stands_out_names_the_feature_and_model_that_made_the_difference_in_full()
    {
        Usual(days: 40);
        Call(s_yesterday.AddHours(11), "212", "search", "gpt-5");
        Call(s_yesterday.AddHours(12), "43", "chat", "mini");

        FoundAnomaly found = Assert.Single((await AskAsync("of=cost", "by=feature,model")).Anomalies);

        Assert.Equal((s_yesterday, s_yesterday.AddDays(1)), (found.From, found.To));
        Assert.Equal(270, found.Figures.Value); // 15 as every day, and the two
        Assert.Equal(15, decimal.Round(found.Figures.Expected, 10));
        Assert.Equal(
            ["feature=search, model=gpt-5", "feature=chat, model=mini"],
            found.Contributors.Select(one => string.Join(", ", one.What.Select(part => $"{part.Key}={part.Value}")))
        );
        Assert.Equal(
            ["212", "43"],
            found.Contributors.Select(one =>
                decimal.Round(one.Excess, 6).ToString("0.##", CultureInfo.InvariantCulture)
            )
        );
        Assert.Equal(83, decimal.Round(found.Contributors[0].Percent));
        Assert.Equal(100, decimal.Round(found.Contributors.Sum(one => one.Percent)));
    }

    [Fact]
    public async Task Hours_are_judged_by_their_place_in_the_week()
    {
        Usual(days: 40);
        DateTimeOffset hour = s_now.AddHours(-2);
        Call(hour, "50", "search", "gpt-5");

        FoundAnomaly found = Assert.Single((await AskAsync("of=cost", "period=hour")).Anomalies);

        Assert.Equal((hour, 50m), (found.From, found.Figures.Value));
    }

    [Fact]
    public async Task The_period_under_way_is_not_judged()
    {
        Usual(days: 40);
        Call(s_now.AddMinutes(-1), "500", "search", "gpt-5");

        Assert.Empty((await AskAsync("of=cost")).Anomalies);
    }

    [Fact]
    public async Task More_failures_and_longer_waits_are_found_with_who_had_them()
    {
        for (int day = 40; day >= 1; day--)
        {
            DateTimeOffset at = s_now.Date.AddDays(-day).AddHours(9);
            for (int i = 0; i < 120; i++)
            {
                bool isOdd = day == 1 && i < 60;
                string feature = i < 60 ? "search" : "chat";
                Entry authorization = Samples.Authorization(
                    who: new Attribution { Feature = feature },
                    at: new(at.AddMinutes(i).DateTime, TimeSpan.Zero)
                );
                _views.Ledger.Append(authorization);
                _views.Ledger.Append(
                    Samples.Settlement(authorization, "0.01") with
                    {
                        Outcome = isOdd ? "upstream_failed" : "served",
                        LatencyMs = isOdd ? 9000 : 800 + i,
                    }
                );
            }
        }

        IReadOnlyList<FoundAnomaly> found = (
            await AskAsync("of=error_rate,latency_p95,latency_median", "by=feature")
        ).Anomalies;

        FoundAnomaly errors = found.Single(one => one.Measure == AnomalyMeasure.ErrorRate);
        FoundAnomaly slow = found.Single(one => one.Measure == AnomalyMeasure.LatencyP95);
        Assert.Equal(50, errors.Figures.Value);
        Assert.InRange(slow.Figures.Value, 8800, 9000); // in steps of two percent
        Assert.Equal(["search", "search"], new[] { errors, slow }.Select(one => one.Contributors[0].What[0].Value));
        Assert.Equal(60, errors.Contributors[0].Value);
    }

    [Fact]
    public async Task A_slice_of_few_calls_is_not_judged_by_its_errors_and_latency()
    {
        for (int day = 40; day >= 1; day--)
        {
            DateTimeOffset at = new(s_now.Date.AddDays(-day).AddHours(9), TimeSpan.Zero);
            int calls = day is 1 or 11 or 24 ? 40 : 5;
            for (int i = 0; i < calls; i++)
            {
                Entry authorization = Samples.Authorization(at: at.AddMinutes(i));
                _views.Ledger.Append(authorization);
                _views.Ledger.Append(
                    Samples.Settlement(authorization, "0.01") with
                    {
                        Outcome = day == 1 ? "upstream_failed" : "served",
                        LatencyMs = day == 1 ? 9000 : 800,
                    }
                );
            }
        }

        AnomalyReport report = await AskAsync("of=error_rate,latency_p95,latency_median", "each=model");

        Assert.Empty(report.Anomalies);
        Assert.All(report.Judged, one => Assert.Equal(0, one.Value));
    }

    [Fact]
    public async Task Each_value_is_judged_by_itself_and_values_too_young_are_not()
    {
        Usual(days: 40);
        Call(s_yesterday.AddHours(12), "30", "chat", "mini");
        Call(s_yesterday.AddDays(-3), "9", "young", "mini");
        Call(s_yesterday.AddHours(1), "90", "young", "mini");

        AnomalyReport report = await AskAsync("of=cost", "each=feature");

        Assert.Equal(3, report.Slices);
        Assert.Equal(14, report.Judged.Single().Value);
        Assert.Contains(report.Anomalies, one => one.IsWhole && one.From == s_yesterday);
        Assert.Contains(report.Anomalies, one => one.Key == "chat" && one.From == s_yesterday);
        Assert.DoesNotContain(report.Anomalies, one => one.Key == "search");
        // The first use after weeks of nothing is told; what follows has nothing to be judged by.
        Assert.Equal(
            [s_yesterday.AddDays(-3)],
            report.Anomalies.Where(one => one.Key == "young").Select(one => one.From)
        );
    }

    [Fact]
    public async Task Without_three_weeks_nothing_is_judged_and_that_is_said()
    {
        Usual(days: 10);
        AnomalyReport report = await AskAsync("of=cost,calls");

        Assert.Empty(report.Anomalies);
        Assert.All(report.Judged, one => Assert.Equal(0, one.Value));
        Assert.Equal(14, report.Periods);
    }

    private void Usual(int days)
    {
        for (int day = days; day >= 1; day--)
        {
            DateTimeOffset midnight = new(s_now.Date.AddDays(-day), TimeSpan.Zero);
            Call(midnight.AddHours(10), "10", "search", "gpt-5");
            Call(midnight.AddHours(15), "5", "chat", "mini");
        }
    }

    private void Call(DateTimeOffset at, string cost, string feature, string model) =>
        Samples.Call(_views.Ledger, cost, model: model, who: new Attribution { Feature = feature }, at: at);

    private Task<AnomalyReport> AskAsync(params string[] words)
    {
        AnomalyQuery? query = AnomalyQuery.Read(Words.Of(words), s_now, out string? problem);
        Assert.Null(problem);
        return _views.AskAsync(views => views.Anomalies(query!));
    }
}
