using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries.Grouped;

namespace TokenLedger.Reporting.Queries.Errors;

/// <summary>Answers an <see cref="ErrorQuery"/>.</summary>
internal static class ErrorSelect
{
    private static readonly int s_ended = Measure.Of(CallStatus.Settled, CallStatus.Voided);

    private static readonly Measure[] s_counts =
    [
        new(Field.Calls, s_ended),
        new(Field.Failed, s_ended),
        new(Field.Calls, Measure.Of(CallStatus.Rejected)),
    ];

    public static ErrorReport Run(SliceScan scan, ErrorQuery query, long position)
    {
        TopGroups top = TopGroups.Of(scan, query, s_counts, static sums => ((Int128)sums[1] + sums[2], sums[0]));
        return new()
        {
            Query = query,
            Rows = [.. top.Shown.Select(group => new GroupRow<ErrorFigures>(group.Keys, Figures(group.Sums)))],
            Total = Figures(top.Total),
            Outcomes = Outcomes(scan),
            Statuses = Statuses(scan),
            Rules = Rules(scan),
            RowsLeftOut = top.LeftOut,
            AsOfEntry = position,
        };
    }

    private static ErrorFigures Figures(long[] sums) => new(sums[0], sums[1], sums[2]);

    private static List<OutcomeCount> Outcomes(SliceScan scan)
    {
        List<OutcomeCount> outcomes = [];
        foreach ((long key, long[] sums) in By(scan, ScanKey.OfDimension(Dimensions.Outcome)))
        {
            if (sums[0] + sums[2] > 0)
            {
                outcomes.Add(new(scan.TextOf(key), sums[0], sums[1], sums[2]));
            }
        }

        outcomes.Sort(
            static (left, right) =>
                (right.Calls + right.Rejected).CompareTo(left.Calls + left.Rejected) is not 0 and var order
                    ? order
                    : string.CompareOrdinal(left.Outcome, right.Outcome)
        );
        return outcomes;
    }

    private static List<StatusCount> Statuses(SliceScan scan)
    {
        List<StatusCount> statuses = [];
        foreach ((long key, long[] sums) in By(scan, ScanKey.OfField(Field.HttpStatus)))
        {
            if (sums[0] > 0)
            {
                statuses.Add(new(key == 0 ? null : (int)key, sums[0], sums[1]));
            }
        }

        statuses.Sort(static (left, right) => Nullable.Compare(left.Status, right.Status));
        return statuses;
    }

    private static List<RuleCount> Rules(SliceScan scan)
    {
        List<RuleCount> rules = [];
        foreach ((long key, long[] sums) in By(scan, ScanKey.OfDimension(Dimensions.Rule)))
        {
            if (sums[2] > 0)
            {
                rules.Add(new(scan.TextOf(key), sums[2]));
            }
        }

        rules.Sort(
            static (left, right) =>
                right.Rejected.CompareTo(left.Rejected) is not 0 and var order
                    ? order
                    : string.CompareOrdinal(left.Rule, right.Rule)
        );
        return rules;
    }

    private static IEnumerable<(long Key, long[] Sums)> By(SliceScan scan, ScanKey key)
    {
        ScanResult found = scan.Run([key], s_counts);
        for (int group = 0; group < found.Count; group++)
        {
            yield return (found.KeysOf(group)[0], found.SumsOf(group).ToArray());
        }
    }
}
