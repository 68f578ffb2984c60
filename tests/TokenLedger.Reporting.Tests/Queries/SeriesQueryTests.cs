using TokenLedger.Accounting.Budgets;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Series;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Queries;

public sealed class SeriesQueryTests
{
    private static readonly DateTimeOffset s_now = Samples.Began.AddDays(4);

    [Fact]
    public void Every_point_of_every_series_equals_a_fold_of_the_entries() =>
        Histories.Check(history =>
        {
            SeriesQuery query = new()
            {
                Now = s_now,
                Window = history.Window,
                AsBooked = history.AsBooked,
                Per = history.Number % 2 == 0 ? CalendarPeriod.Hour : CalendarPeriod.Day,
                Zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Kolkata"),
                By = [Grouping.Find("feature")!, Grouping.Find("tag:team")!],
                Limit = 1 + (history.Number % 3),
                Rank = (SeriesRank)(history.Number % 4),
            };
            SeriesReport report = history.Views.Series(query);
            List<PlainCall> calls = [.. history.Book.Of(query)];
            for (int i = 0; i < report.Periods.Count; i++)
            {
                SeriesPeriod period = report.Periods[i];
                List<PlainCall> within = [.. calls.Where(call => IsIn(call, period, query))];
                Assert.Equal(PlainCall.Figures(within, query.AsBooked), report.Total.Points[i]);
                foreach (GroupSeries group in report.Groups)
                {
                    IEnumerable<PlainCall> own = within.Where(call => group.Keys.SequenceEqual(Keys(call)));
                    Assert.Equal(PlainCall.Figures(own, query.AsBooked), group.Points[i]);
                }

                IEnumerable<PlainCall> others = within.Where(call =>
                    !report.Groups.Any(group => group.Keys.SequenceEqual(Keys(call)))
                );
                CostFigures other = report.Other?.Points[i] ?? CostFigures.None;
                Assert.Equal(PlainCall.Figures(others, query.AsBooked), other);
            }

            Assert.Equal(PlainCall.Figures(calls, query.AsBooked), report.Total.Sum);
        });

    [Fact]
    public void A_series_sums_up_to_the_costs_of_the_same_window() =>
        Histories.Check(history =>
        {
            CostQuery costs = new() { Window = history.Window, AsBooked = history.AsBooked };
            CostFigures total = history.Views.Costs(costs).Total;
            SeriesQuery query = new()
            {
                Now = s_now,
                Window = history.Window,
                AsBooked = history.AsBooked,
            };
            CostFigures ended = total with { Open = 0, OpenHold = default };
            Assert.Equal(ended, history.Views.Series(query).Total.Sum);
        });

    [Fact]
    public void The_greatest_groups_are_those_of_the_figure_asked_for()
    {
        MemoryLedger ledger = new();
        Samples.Call(ledger, "9", model: "dear");
        Samples.Call(ledger, "1", model: "busy");
        Samples.Call(ledger, "1", model: "busy");
        using OpenedViews views = OpenedViews.Of(ledger);
        SeriesQuery query = new()
        {
            Now = s_now,
            Window = new(Samples.Began, null),
            By = [Grouping.Model],
            Limit = 1,
        };

        SeriesReport dear = views.Now.Series(query);
        SeriesReport busy = views.Now.Series(query with { Rank = SeriesRank.Calls });

        Assert.Equal(["openai", "dear"], Assert.Single(dear.Groups).Keys);
        Assert.Equal(Samples.Dollars("2"), dear.Other!.Sum.Known);
        Assert.Equal(1, dear.GroupsInOther);
        Assert.Equal(["openai", "busy"], Assert.Single(busy.Groups).Keys);
    }

    [Fact]
    public void Days_are_those_of_the_zone_also_when_clocks_change_and_a_cut_one_says_so()
    {
        using OpenedViews views = OpenedViews.Of(new MemoryLedger());
        SeriesReport report = views.Now.Series(
            new()
            {
                Now = s_now,
                Window = new(new(2026, 3, 28, 10, 0, 0, default), new(2026, 3, 29, 22, 0, 0, default)),
                Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"),
            }
        );

        Assert.Equal([24, 23], report.Periods.Select(period => (period.End - period.Start).TotalHours));
        Assert.Equal([true, false], report.Periods.Select(period => period.IsPartial));
        Assert.Equal(new DateTimeOffset(2026, 3, 27, 23, 0, 0, default), report.Periods[0].Start);
        Assert.Equal([CostFigures.None, CostFigures.None], report.Total.Points);
        Assert.Empty(report.Groups);
    }

    [Fact]
    public void Calls_dated_after_now_are_in_the_last_period_of_an_open_window()
    {
        MemoryLedger ledger = new();
        Samples.Call(ledger, "3", at: s_now.AddDays(2));
        using OpenedViews views = OpenedViews.Of(ledger);

        SeriesReport report = views.Now.Series(new() { Now = s_now, Window = new(Samples.Began, null) });

        Assert.Equal(Samples.Dollars("3"), report.Total.Points[^1].Known);
        Assert.True(report.Periods[^1].Start < s_now);
    }

    [Theory]
    [InlineData(null, null, 8, "beginning")]
    [InlineData("2026-12-24", null, 8, "future")]
    [InlineData("2026-11-01", "2026-11-02", 51, "at most 50 groups")]
    [InlineData("2020-01-01", null, 8, "periods")]
    public void A_question_without_an_answer_says_what_to_do(string? from, string? to, int limit, string says)
    {
        SeriesQuery query = new()
        {
            Now = s_now,
            Window = Window.Parse(null, from, to, s_now, out _)!,
            Per = CalendarPeriod.Hour,
            Limit = limit,
        };

        Assert.Contains(says, query.Problem, StringComparison.Ordinal);
    }

    private static bool IsIn(PlainCall call, SeriesPeriod period, SeriesQuery query)
    {
        DateTimeOffset at = query.AsBooked ? call.BookedAt : call.First.OccurredAt;
        return at >= period.Start && at < period.End;
    }

    private static string?[] Keys(PlainCall call) => [call.Who.Feature, call.Team];
}
