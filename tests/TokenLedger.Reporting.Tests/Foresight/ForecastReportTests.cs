using TokenLedger.Accounting.Forecasts;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Foresight;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Foresight;

public sealed class ForecastReportTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 21, 12, 0, 0, default);

    [Fact]
    public async Task What_was_used_is_the_plain_sum_of_the_entries_of_each_day()
    {
        using ViewsCase views = new(new MemoryLedger());
        Random random = new(5);
        for (int i = 0; i < 400; i++)
        {
            Entry settled = Call(
                views.Ledger,
                s_now.AddHours(-random.Next(24 * 60)),
                (random.Next(1, 900) / 1000m).ToString("0.###", System.Globalization.CultureInfo.InvariantCulture),
                "f" + random.Next(3)
            );
            if (i % 9 == 0)
            {
                views.Ledger.Append(Samples.Adjustment(settled, "-0.0005"));
            }
        }

        ForecastReport report = await views.AskAsync(all => all.Forecast(Question("days=7", "by=feature")));

        Assert.Equal(views.Ledger.Head.Size, report.AsOfEntry);
        Assert.Equal(Folded(views.Ledger, null), Days(report.Whole));
        Assert.Equal(3, report.Groups.Count);
        Assert.All(report.Groups, group => Assert.Equal(Folded(views.Ledger, group.Key), Days(group)));
        Assert.Equal(report.Whole.Past.Sum(), report.Groups.Sum(group => group.Past.Sum()));
    }

    [Fact]
    public async Task An_end_in_the_past_gives_the_forecast_of_that_time()
    {
        using ViewsCase views = new(new MemoryLedger());
        for (int day = 40; day >= 0; day--)
        {
            Call(views.Ledger, s_now.AddDays(-day), day < 10 ? "100" : "1", "f");
        }

        ForecastReport then = await views.AskAsync(all => all.Forecast(Question("days=5", "to=2026-11-11")));

        Assert.Equal(new DateOnly(2026, 11, 11), then.First);
        Assert.Equal(5, then.Whole.Total!.Expected);
        Assert.Equal(0, then.Whole.Today);
    }

    [Fact]
    public async Task A_day_that_has_already_used_more_than_foreseen_raises_the_total_by_what_it_used_more()
    {
        using ViewsCase views = new(new MemoryLedger());
        for (int day = 40; day >= 1; day--)
        {
            Call(views.Ledger, s_now.AddDays(-day), "1", "f");
        }

        Call(views.Ledger, s_now.AddHours(-1), "50", "f");
        ForecastReport report = await views.AskAsync(all => all.Forecast(Question("days=10")));

        Assert.Equal(new Interval(59, 59, 59), report.Whole.Total); // nine days of 1, and today
    }

    [Fact]
    public async Task Of_nothing_there_is_no_forecast_and_no_error()
    {
        using ViewsCase views = new(new MemoryLedger());
        ForecastReport report = await views.AskAsync(all => all.Forecast(Question("of=tokens", "by=model")));

        Assert.Null(report.Whole.Forecast);
        Assert.Contains("Not enough data", report.Whole.Problem);
        Assert.Empty(report.Groups);
        Assert.Empty(report.Whole.Past);
    }

    private static ForecastQuery Question(params string[] words)
    {
        ForecastQuery? query = ForecastQuery.Read(Words.Of(words), s_now, out string? problem);
        Assert.Null(problem);
        return query!;
    }

    private static Dictionary<DateOnly, decimal> Days(SliceForecast series) =>
        series
            .Past.Append(series.Today)
            .Select((used, i) => (Day: series.PastFrom.AddDays(i), used))
            .Where(day => day.used != 0)
            .ToDictionary(day => day.Day, day => day.used);

    private static Dictionary<DateOnly, decimal> Folded(MemoryLedger ledger, string? feature)
    {
        Dictionary<Guid, (DateOnly Day, string? Feature)> calls = [];
        Dictionary<DateOnly, decimal> days = [];
        foreach (StoredEntry stored in ledger.Read(0, int.MaxValue))
        {
            Entry entry = EntryReader.Parse(stored.Bytes.Span);
            if (entry.Kind == EntryKind.Authorization)
            {
                calls[entry.Call!.Value] = (
                    DateOnly.FromDateTime(entry.OccurredAt.UtcDateTime),
                    entry.Attribution.Feature
                );
            }
            else if (feature is null || calls[entry.Call!.Value].Feature == feature)
            {
                DateOnly day = calls[entry.Call!.Value].Day;
                days[day] =
                    days.GetValueOrDefault(day)
                    + decimal.Parse(
                        entry.KnownCost!.Value.ToString(),
                        System.Globalization.CultureInfo.InvariantCulture
                    );
            }
        }

        return days;
    }

    private static Entry Call(MemoryLedger ledger, DateTimeOffset at, string cost, string feature) =>
        Samples.Call(ledger, cost, who: new Attribution { Feature = feature }, at: at).Settlement;
}
