using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Queries;

public sealed class CostComparisonTests
{
    private static readonly DateTimeOffset s_now = Samples.Began.AddDays(2);

    [Fact]
    public void Every_group_equals_a_fold_of_the_entries_now_and_before() =>
        Histories.Check(history =>
        {
            CostQuery query = new()
            {
                Window = history.Window,
                AsBooked = history.AsBooked,
                By = [Grouping.Find("agent")!, Grouping.Find("feature")!],
                Before = history.Window.Previous(Samples.Began.AddDays(9)),
            };
            CostReport report = history.Views.Costs(query);
            CostQuery past = query with { Window = query.Before! };
            List<PlainCall> now = [.. history.Book.Of(query)];
            List<PlainCall> before = [.. history.Book.Of(past)];
            Assert.Equal(PlainCall.Figures(now, query.AsBooked), Ended(report.Total));
            Assert.Equal(PlainCall.Figures(before, query.AsBooked), Ended(report.Change!.Before));
            foreach (CostRow row in report.Rows)
            {
                bool IsOfRow(PlainCall call) => row.Keys[0] == call.Who.Agent && row.Keys[1] == call.Who.Feature;
                Assert.Equal(PlainCall.Figures(now.Where(IsOfRow), query.AsBooked), Ended(row.Figures));
                Assert.Equal(PlainCall.Figures(before.Where(IsOfRow), query.AsBooked), Ended(row.Change!.Before));
            }

            Assert.Equal(report.Total, Sum(report.Rows.Select(row => row.Figures)));
            Assert.Equal(report.Change.Before, Sum(report.Rows.Select(row => row.Change!.Before)));
            Assert.Equal(report.Total.Known, report.Total.Reported + report.Total.Counted + report.Total.Estimated);
        });

    [Fact]
    public void A_change_is_told_in_dollars_and_percent_and_a_group_that_has_gone_comes_last()
    {
        MemoryLedger ledger = new();
        Samples.Call(ledger, "4", model: "stays", at: s_now.AddHours(-30));
        Samples.Call(ledger, "3", model: "stays", at: s_now.AddHours(-3));
        Samples.Call(ledger, "9", model: "gone", at: s_now.AddHours(-30));
        Samples.Call(ledger, "1", model: "new", at: s_now.AddHours(-3));
        Samples.Call(ledger, "50", model: "older", at: s_now.AddHours(-49));
        using OpenedViews views = OpenedViews.Of(ledger);
        Window window = Window.Parse("24h", null, null, s_now, out _)!;

        CostReport report = views.Now.Costs(new() { Window = window, Before = window.Previous(s_now) });

        Assert.Equal(
            [("stays", "3", "4", "-1", -25m), ("new", "1", "0", "1", null), ("gone", "0", "9", "-9", -100m)],
            report.Rows.Select(Told)
        );
        Assert.Equal(("-9", -69.23m), (report.Change!.Difference.ToString(), report.Change.Percent));
    }

    [Fact]
    public void What_is_left_out_by_the_limit_is_counted_and_in_the_sums()
    {
        MemoryLedger ledger = new();
        Samples.Call(ledger, "1", model: "new", at: s_now.AddHours(-3));
        Samples.Call(ledger, "9", model: "gone", at: s_now.AddHours(-30));
        using OpenedViews views = OpenedViews.Of(ledger);
        Window window = new(s_now.AddHours(-24), s_now);

        CostReport report = views.Now.Costs(
            new()
            {
                Window = window,
                Before = window.Previous(s_now),
                Limit = 1,
            }
        );

        Assert.Equal("new", Assert.Single(report.Rows).Keys[^1]);
        Assert.Equal((1, Samples.Dollars("9")), (report.RowsLeftOut, report.Change!.Before.Known));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(null, "2026-11-02")]
    [InlineData("2026-12-24", null)]
    public void A_window_that_has_not_begun_has_none_before_it(string? from, string? to) =>
        Assert.Null(Window.Parse(null, from, to, s_now, out _)!.Previous(s_now));

    [Fact]
    public void There_is_no_time_before_the_first_year()
    {
        Window window = new(new(1000, 1, 1, 0, 0, 0, default), null);

        Assert.Equal(new Window(DateTimeOffset.MinValue, window.From), window.Previous(s_now));
    }

    private static (string?, string, string, string, decimal?) Told(CostRow row) =>
        (
            row.Keys[^1],
            row.Figures.Known.ToString(),
            row.Change!.Before.Known.ToString(),
            row.Change.Difference.ToString(),
            row.Change.Percent
        );

    private static CostFigures Ended(CostFigures figures) => figures with { Open = 0, OpenHold = Usd.Zero };

    private static CostFigures Sum(IEnumerable<CostFigures> figures) =>
        figures.Aggregate(CostFigures.None, (sum, one) => sum + one);
}
