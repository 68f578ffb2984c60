using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries.Grouped;

namespace TokenLedger.Reporting.Queries.Latency;

/// <summary>
/// Answers a <see cref="LatencyQuery"/>: calls are grouped by their very milliseconds, so nothing is sampled or rounded.
/// </summary>
internal static class LatencySelect
{
    private static readonly int s_ended = Measure.Of(CallStatus.Settled, CallStatus.Voided);

    private static readonly Measure[] s_weights = [new(Field.Calls, s_ended), new(Field.Failed, s_ended)];
    private static readonly Measure[] s_calls = [new(Field.Calls, s_ended)];

    /// <summary>The answer, with what it was in the time that the question compares with.</summary>
    public static LatencyReport Compared(LatencyQuery query, Func<LatencyQuery, LatencyReport> run) =>
        Earlier.Compare(
            query,
            run,
            report => report.Rows,
            row => (row.Keys, row.Figures),
            (report, before, all) =>
                report with
                {
                    Rows = [.. report.Rows.Select((row, i) => row with { Before = before[i] })],
                    TotalBefore = all.Total,
                }
        );

    public static LatencyReport Run(SliceScan scan, LatencyQuery query, long position)
    {
        TopGroups top = TopGroups.Of(scan, query, s_weights, static sums => (sums[0], sums[1]));
        Timing[] answers = Timings(scan, query, top, Field.Latency);
        Timing[] firstBytes = Timings(scan, query, top, Field.FirstByte);
        return new()
        {
            Query = query,
            Rows =
            [
                .. top.Shown.Select(
                    (group, i) =>
                        new LatencyRow(group.Keys, new(group.Sums[0], group.Sums[1], answers[i], firstBytes[i]))
                ),
            ],
            Total = new(
                top.Total[0],
                top.Total[1],
                TimingOfAll(scan, Field.Latency),
                TimingOfAll(scan, Field.FirstByte)
            ),
            RowsLeftOut = top.LeftOut,
            AsOfEntry = position,
        };
    }

    private static Timing TimingOfAll(SliceScan scan, Field field)
    {
        ScanResult found = scan.Run([ScanKey.OfField(field)], s_calls);
        List<(long Milliseconds, long Calls)> times = [];
        for (int group = 0; group < found.Count; group++)
        {
            Add(times, found.KeysOf(group)[0], found.SumsOf(group)[0]);
        }

        return InOrder(times);
    }

    private static Timing[] Timings(SliceScan scan, LatencyQuery query, TopGroups top, Field field)
    {
        ScanResult found = scan.Run([.. scan.KeysOf(query.Columns), ScanKey.OfField(field)], s_calls, top.Filters);
        Dictionary<GroupKey, int> places = top.Places();
        List<(long Milliseconds, long Calls)>[] times = [.. top.Shown.Select(_ => new List<(long, long)>())];
        for (int group = 0; group < found.Count; group++)
        {
            long[] keys = found.KeysOf(group);
            if (places.TryGetValue(GroupKey.Of(keys.AsSpan(..^1)), out int place))
            {
                Add(times[place], keys[^1], found.SumsOf(group)[0]);
            }
        }

        return [.. times.Select(InOrder)];
    }

    /// <summary>Adds calls of one time; the columns keep a time plus 1, and 0 where it is not known.</summary>
    private static void Add(List<(long Milliseconds, long Calls)> times, long stored, long calls)
    {
        if (stored > 0 && calls > 0)
        {
            times.Add((stored - 1, calls));
        }
    }

    private static Timing InOrder(List<(long Milliseconds, long Calls)> times)
    {
        times.Sort();
        return Timing.Of(times);
    }
}
