using TokenLedger.Reporting.Queries;
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
