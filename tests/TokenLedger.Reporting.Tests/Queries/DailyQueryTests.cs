using TokenLedger.Accounting.Money;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Queries;

public sealed class DailyQueryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MemoryLedger _ledger = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Days_begin_and_end_at_midnight_of_their_zone_also_when_clocks_change()
    {
        // In Berlin 2026-03-29 has 23 hours: from 23:00 UTC of the 28th to 22:00 UTC of the 29th.
        Call(new(2026, 3, 28, 22, 59, 59, TimeSpan.Zero), "1");
        Call(new(2026, 3, 28, 23, 0, 0, TimeSpan.Zero), "10");
        Call(new(2026, 3, 29, 21, 59, 59, TimeSpan.Zero), "100");
        Call(new(2026, 3, 29, 22, 0, 0, TimeSpan.Zero), "1000");

        Assert.Equal(["0", "1", "110", "1000"], await DaysAsync("Europe/Berlin"));
        Assert.Equal(["0", "11", "1100", "0"], await DaysAsync("UTC"));
    }

    [Fact]
    public async Task A_correction_counts_on_the_day_of_what_it_corrects_and_a_value_has_its_own_series()
    {
        Entry booked = Call(new(2026, 3, 28, 12, 0, 0, TimeSpan.Zero), "5", "a");
        Call(new(2026, 3, 29, 12, 0, 0, TimeSpan.Zero), "7", "b");
        _ledger.Append(Samples.Adjustment(booked, "-2"));

        DailyReport report = await AskAsync(
            new()
            {
                First = new(2026, 3, 27),
                Days = 4,
                By = Grouping.Find("feature"),
            }
        );

        Assert.Equal(["b", "a"], report.Series.Select(series => series.Key));
        Assert.Equal(["0", "3", "0", "0"], report.Series[1].Days.Select(day => day.ToString()));
        Assert.Equal(_ledger.Head.Size, report.AsOfEntry);
    }

    [Fact]
    public async Task Where_nothing_was_spent_there_is_one_series_of_nothing()
    {
        DailySeries series = Assert.Single((await AskAsync(new() { First = new(2026, 3, 27), Days = 2 })).Series);

        Assert.Equal([Usd.Zero, Usd.Zero], series.Days);
    }

    private async Task<IEnumerable<string>> DaysAsync(string zone)
    {
        DailyReport report = await AskAsync(
            new()
            {
                First = new(2026, 3, 27),
                Days = 4,
                TimeZone = zone,
            }
        );
        return report.Series[0].Days.Select(day => day.ToString());
    }

    private Entry Call(DateTimeOffset at, string cost, string feature = "f")
    {
        Entry authorization = Samples.Authorization(who: new Attribution { Feature = feature }, at: at);
        Entry settlement = Samples.Settlement(authorization, cost);
        _ledger.Append(authorization);
        _ledger.Append(settlement);
        return settlement;
    }

    private async Task<DailyReport> AskAsync(DailyQuery query)
    {
        ViewsFolder folder = new(_folder["views"]);
        await new ProjectionFollower(folder).CatchUpAsync(
            new LedgerSource(_ledger),
            null,
            TestContext.Current.CancellationToken
        );
        using Views views = Views.Open(folder)!;
        return views.Daily(query);
    }
}
