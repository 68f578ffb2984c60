using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Latency;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Queries;

public sealed class LatencyQueryTests
{
    [Fact]
    public void Percentiles_are_times_of_all_calls_in_order_and_none_is_sampled() =>
        Histories.Check(history =>
        {
            LatencyQuery query = new()
            {
                Window = history.Window,
                AsBooked = history.AsBooked,
                Limit = 1 + (history.Number % 4),
            };
            LatencyReport report = history.Views.Latency(query);
            List<PlainCall> calls = [.. history.Book.Of(query).Where(call => call.HasEnded)];
            IGrouping<(string?, string?), PlainCall>[] groups =
            [
                .. calls
                    .GroupBy(call => (call.Provider, call.Model))
                    .OrderByDescending(group => group.Count())
                    .ThenByDescending(group => group.Count(call => call.HasFailed))
                    .ThenBy(group => group.Key.Provider, StringComparer.Ordinal)
                    .ThenBy(group => group.Key.Model, StringComparer.Ordinal),
            ];
            Assert.Equal(Math.Max(0, groups.Length - query.Limit), report.RowsLeftOut);
            Assert.Equal(Math.Min(groups.Length, query.Limit), report.Rows.Count);
            for (int i = 0; i < report.Rows.Count; i++)
            {
                Assert.Equal([groups[i].Key.Item1, groups[i].Key.Item2], report.Rows[i].Keys);
                AssertEqual(groups[i], report.Rows[i].Figures);
            }

            AssertEqual(calls, report.Total);
        });

    [Fact]
    public void The_99th_percentile_of_1_to_1000_is_990()
    {
        Timing timing = Timing.Of([new TimeList([.. Enumerable.Range(1, 1000).Select(i => ((long)i, 1L))])]);

        Assert.Equal((500, 900, 950, 990, 1000), (timing.P50, timing.P90, timing.P95, timing.P99, timing.Max));
        Assert.Equal(501, timing.Mean); // 500.5, rounded up
        Assert.Equal([10, 15, 25, 50, 150, 250, 500, 0, 0, 0, 0, 0, 0, 0, 0], timing.Histogram);
    }

    [Fact]
    public void A_time_of_days_and_one_beyond_all_bounds_are_told_as_they_are()
    {
        MemoryLedger ledger = new();
        foreach (long milliseconds in (long[])[0, 86_400_000, 4_000_000_000_000])
        {
            Entry authorization = Samples.Authorization();
            ledger.Append(authorization);
            ledger.Append(Samples.Settlement(authorization, "1") with { LatencyMs = milliseconds });
        }

        using OpenedViews views = OpenedViews.Of(ledger);
        Timing answer = views.Now.Latency(new()).Total.Answer;

        Assert.Equal((86_400_000, 4_000_000_000_000), (answer.P50, answer.Max));
        Assert.Equal(1, answer.Histogram[0]);
    }

    [Fact]
    public void Without_calls_all_is_zero()
    {
        using OpenedViews views = OpenedViews.Of(new MemoryLedger());

        LatencyReport report = views.Now.Latency(new());

        Assert.Empty(report.Rows);
        Assert.Equal(
            (0, 0, 0, 0),
            (report.Total.Calls, report.Total.Failed, report.Total.Answer.Calls, report.Total.FirstByte.P99)
        );
        Assert.All(report.Total.Answer.Histogram, count => Assert.Equal(0, count));
    }

    private static void AssertEqual(IEnumerable<PlainCall> group, LatencyFigures figures)
    {
        PlainCall[] calls = [.. group];
        Assert.Equal(calls.Length, figures.Calls);
        Assert.Equal(calls.Count(call => call.HasFailed), figures.Failed);
        AssertEqual([.. calls.Select(call => call.Last!.LatencyMs).OfType<long>().Order()], figures.Answer);
        AssertEqual([.. calls.Select(call => call.Last!.FirstByteMs).OfType<long>().Order()], figures.FirstByte);
    }

    private static void AssertEqual(long[] times, Timing timing)
    {
        Assert.Equal(times.Length, timing.Calls);
        Assert.Equal(times.Length, timing.Histogram.Sum());
        foreach (
            (int percent, long value) in (ReadOnlySpan<(int, long)>)
                [(50, timing.P50), (90, timing.P90), (95, timing.P95), (99, timing.P99), (100, timing.Max)]
        )
        {
            long expected = times.Length == 0 ? 0 : times[(int)Math.Ceiling(percent * times.Length / 100m) - 1];
            Assert.Equal(expected, value);
        }
    }
}
