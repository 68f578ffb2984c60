using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries.Grouped;

namespace TokenLedger.Reporting.Queries.Latency;

/// <summary>
/// Answers a <see cref="LatencyQuery"/>: calls are counted by their very milliseconds, so nothing is sampled or rounded.
/// What each span of the ledger says stays by itself: percentiles are searched in all of them at once.
/// </summary>
internal static class LatencySelect
{
    private static readonly int s_ended = Measure.Of(CallStatus.Settled, CallStatus.Voided);

    private static readonly Measure[] s_weights = [new(Field.Calls, s_ended), new(Field.Failed, s_ended)];
    private static readonly Measure[] s_calls = [new(Field.Calls, s_ended)];

    public static LatencyReport Run(SliceScan scan, LatencyQuery query, long position)
    {
        TopGroups top = TopGroups.Of(scan, query, s_weights, static sums => (sums[0], sums[1]));
        (Timing[] answers, Timing ofAnswers) = Timings(scan, query, top, Field.Latency);
        (Timing[] firstBytes, Timing ofFirstBytes) = Timings(scan, query, top, Field.FirstByte);
        return new()
        {
            Query = query,
            Rows =
            [
                .. top.Shown.Select(
                    (group, i) =>
                        new GroupRow<LatencyFigures>(
                            group.Keys,
                            new(group.Sums[0], group.Sums[1], answers[i], firstBytes[i])
                        )
                ),
            ],
            Total = new(top.Total[0], top.Total[1], ofAnswers, ofFirstBytes),
            RowsLeftOut = top.LeftOut,
            AsOfEntry = position,
        };
    }

    /// <summary>The times until calls were answered by a group's number, for whoever asks for some of many groups.</summary>
    public static Func<long, Timing> AnswersBy(SliceScan scan, Grouping by)
    {
        TimesOfSpan[] spans = Times(scan, [.. scan.KeysOf([by]), ScanKey.OfField(Field.Latency)], []);
        return number => Timing.Of(ListsOf(spans, GroupKey.Of([number])));
    }

    /// <summary>The times of the groups shown, and those of all calls.</summary>
    private static (Timing[] Shown, Timing All) Timings(SliceScan scan, LatencyQuery query, TopGroups top, Field field)
    {
        TimesOfSpan[] spans = Times(scan, [.. scan.KeysOf(query.Columns), ScanKey.OfField(field)], top.Filters);
        Timing[] shown = [.. top.Shown.Select(group => Timing.Of(ListsOf(spans, GroupKey.Of(group.Numbers))))];
        TimesOfSpan[] all = top.LeftOut == 0 ? spans : Times(scan, [ScanKey.OfField(field)], []);
        return (shown, Timing.Of([.. all.SelectMany(span => span.Groups.Values)]));
    }

    private static List<TimeList> ListsOf(TimesOfSpan[] spans, GroupKey group)
    {
        List<TimeList> lists = [];
        foreach (TimesOfSpan span in spans)
        {
            if (span.Groups.TryGetValue(group, out TimeList? list))
            {
                lists.Add(list);
            }
        }

        return lists;
    }

    private static TimesOfSpan[] Times(SliceScan scan, ScanKey[] keys, IEnumerable<ScanFilter> among) =>
        scan.BySpan(
            keys,
            s_calls,
            among,
            "times",
            query => new TimeReader(query),
            (reader, chunks) => reader.Read(chunks)
        );
}
