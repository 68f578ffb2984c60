using TokenLedger.Accounting.Budgets;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Calls;
using TokenLedger.Reporting.Queries.Series;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Queries;

/// <summary>Compared reports say of the time before what the same report says when it is asked about that time.</summary>
public sealed class EarlierTests
{
    private static readonly Window s_window = new(Samples.Began.AddSeconds(20), Samples.Began.AddSeconds(40));
    private static readonly Window s_before = new(Samples.Began, Samples.Began.AddSeconds(20));

    [Theory]
    [InlineData(1)]
    [InlineData(4000)]
    public async Task What_was_before_equals_the_report_of_that_time(int seed)
    {
        using Folded folded = await Folded.OfAsync(RandomLedger.From([.. Enumerable.Range(seed, 500)]));
        Views views = folded.Views;
        foreach (string by in (string[])["model", "tenant,feature", "user"])
        {
            IReadOnlyList<Grouping> groupings = GroupedSlice.ParseBy(by, out _)!;
            var latency = views.Latency(
                new()
                {
                    Window = s_window,
                    Before = s_before,
                    By = groupings,
                }
            );
            var latencyThen = views.Latency(new() { Window = s_before, By = groupings });
            AssertSame(
                latency.Rows.Select(row => (row.Keys, (object?)row.Before)),
                latencyThen.Rows.Select(row => (row.Keys, (object)row.Figures))
            );
            Assert.Equal(Text(latencyThen.Total), Text(latency.TotalBefore!));

            var errors = views.Errors(
                new()
                {
                    Window = s_window,
                    Before = s_before,
                    By = groupings,
                }
            );
            var errorsThen = views.Errors(new() { Window = s_before, By = groupings });
            AssertSame(
                errors.Rows.Select(row => (row.Keys, (object?)row.Before)),
                errorsThen.Rows.Select(row => (row.Keys, (object)row.Figures))
            );
            Assert.Equal(errorsThen.Total, errors.TotalBefore);

            var efficiency = views.Efficiency(
                new()
                {
                    Window = s_window,
                    Before = s_before,
                    By = groupings,
                }
            );
            var efficiencyThen = views.Efficiency(new() { Window = s_before, By = groupings });
            AssertSame(
                efficiency.Rows.Select(row => (row.Keys, (object?)row.Before)),
                efficiencyThen.Rows.Select(row => (row.Keys, (object)row.Figures))
            );
            Assert.Equal(efficiencyThen.Total, efficiency.TotalBefore);
        }

        var coverage = views.Coverage(new() { Window = s_window, Before = s_before });
        var coverageThen = views.Coverage(new() { Window = s_before });
        Assert.Equal(
            coverageThen.Gaps.Select(gap => (gap.Name, gap.Calls, gap.Cost, gap.ShareOfCalls, gap.ShareOfCost)),
            coverage.Before!.Gaps.Select(gap => (gap.Name, gap.Calls, gap.Cost, gap.ShareOfCalls, gap.ShareOfCost))
        );
    }

    [Theory]
    [InlineData(7)]
    [InlineData(900)]
    public async Task A_series_before_is_that_of_the_time_before_with_the_groups_of_now(int seed)
    {
        using Folded folded = await Folded.OfAsync(RandomLedger.From([.. Enumerable.Range(seed, 500)]));
        foreach (string by in (string[])["model", "feature", "tenant,user"])
        {
            SeriesQuery question = new()
            {
                Now = Samples.Began.AddDays(1),
                Window = s_window,
                Before = s_before,
                Per = CalendarPeriod.Minute,
                By = GroupedSlice.ParseBy(by, out _)!,
                Limit = 2,
            };
            SeriesReport report = folded.Views.Series(question);
            SeriesQuery then = question with { Window = s_before, Before = null, Limit = SeriesQuery.MostSeries };
            SeriesReport expected = folded.Views.Series(then);
            SeriesSpan before = report.Before!;

            Assert.Equal(expected.Periods, before.Periods);
            Assert.Equal(expected.Total.Points, before.Total.Points);
            Assert.Equal(report.Groups.Select(group => group.Keys), before.Groups.Select(group => group.Keys));
            foreach (GroupSeries group in before.Groups)
            {
                GroupSeries? known = expected.Groups.FirstOrDefault(one => one.Keys.SequenceEqual(group.Keys));
                Assert.Equal(known?.Sum ?? CostFigures.None, group.Sum);
            }

            CostFigures sum = before.Groups.Aggregate(before.Other!.Sum, (all, group) => all + group.Sum);
            Assert.Equal(expected.Total.Sum, sum);
        }
    }

    [Fact]
    public async Task The_dearest_calls_before_are_those_of_the_time_before()
    {
        using Folded folded = await Folded.OfAsync(RandomLedger.From([.. Enumerable.Range(50, 500)]));
        LedgerSource ledger = new(folded.Ledger);
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        ExpensiveQuery question = new() { Window = s_window, Before = s_before };

        ExpensiveReport report = await folded.Views.ExpensiveAsync(question, ledger, cancellation);
        ExpensiveReport then = await folded.Views.ExpensiveAsync(
            question with
            {
                Window = s_before,
                Before = null,
            },
            ledger,
            cancellation
        );

        Assert.NotEmpty(then.Calls);
        Assert.Equal(then.Calls.Select(call => call.Sequence), report.Before!.Calls.Select(call => call.Sequence));
        Assert.NotEqual(report.Calls.Select(call => call.Sequence), report.Before.Calls.Select(call => call.Sequence));
    }

    private static void AssertSame(
        IEnumerable<(IReadOnlyList<string?> Keys, object? Before)> rows,
        IEnumerable<(IReadOnlyList<string?> Keys, object Figures)> then
    )
    {
        Dictionary<string, object> expected = then.ToDictionary(row => string.Join('|', row.Keys), row => row.Figures);
        foreach ((IReadOnlyList<string?> keys, object? before) in rows)
        {
            object? was = expected.GetValueOrDefault(string.Join('|', keys));
            Assert.Equal(was is null ? null : Text(was), before is null ? null : Text(before));
        }
    }

    private static string Text(object figures) => System.Text.Json.JsonSerializer.Serialize(figures);
}
