using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries.Grouped;

namespace TokenLedger.Reporting.Queries.Coverage;

/// <summary>Answers a <see cref="CoverageQuery"/>: each gap is a pair of sums over some of the calls.</summary>
internal sealed class CoverageSelect
{
    private static readonly int s_ended = Measure.Of(CallStatus.Settled, CallStatus.Voided);
    private static readonly int s_adjustment = Measure.Of(CallStatus.Adjustment, CallStatus.Correction);

    private readonly SliceScan _scan;
    private readonly CoverageQuery _query;
    private readonly int _money;
    private readonly long _calls;
    private readonly Usd _known;

    private CoverageSelect(SliceScan scan, CoverageQuery query)
    {
        (_scan, _query) = (scan, query);
        _money = query.AsBooked ? ~s_adjustment : Measure.Any;
        ReadOnlySpan<long> sums = scan.Run([], Known).SumsOf(0);
        (_calls, _known) = (sums[0], CostOf(sums));
    }

    public static CoverageReport Run(SliceScan scan, CoverageQuery query, long position)
    {
        CoverageSelect select = new(scan, query);
        return new()
        {
            Query = query,
            Calls = select._calls,
            Known = select._known,
            Gaps = [select.Unpriced(), select.Estimated(), select.Counted(), .. query.Expected.Select(select.Unsaid)],
            AsOfEntry = position,
        };
    }

    private Measure[] Known => [new(Field.Calls, s_ended), .. Money(Field.KnownMicro, Field.KnownRest)];

    private Measure[] Money(Field micro, Field rest) => [new(micro, _money), new(rest, _money)];

    private CoverageGap Unpriced() =>
        Gap(
            "unpriced",
            [new(Field.Unpriced, _money)],
            Grouping.Model,
            "These models have no rate, or not for all that was used. Write their rates under rates.models or into a table "
                + "of rates.files, then book what they cost with 'tokenledger rerate --apply'."
        );

    private CoverageGap Estimated() =>
        Gap(
            "estimated",
            [new(Field.EstimatedCalls, s_ended), .. Money(Field.EstimatedMicro, Field.EstimatedRest)],
            Grouping.Model,
            "The provider did not state all that was used: the answer broke off, the caller left, or it never does. "
                + "'tokenledger reconcile' books the provider's own figures in place of the estimates."
        );

    private CoverageGap Counted() =>
        Gap(
            "counted",
            [new(Field.CountedCalls, s_ended), .. Money(Field.CountedMicro, Field.CountedRest)],
            Grouping.Model,
            "The provider did not state these quantities; they were counted here from what passed. "
                + "'tokenledger reconcile' compares them with the provider's own figures."
        );

    private CoverageGap Unsaid(Grouping part) =>
        Gap(
            "no_" + part.Name.Replace('-', '_'),
            Known,
            Grouping.Key,
            CallerHeader.Advice(part),
            new ScanFilter(_scan.KeysOf([part])[0], 0)
        );

    private CoverageGap Gap(
        string name,
        Measure[] measures,
        Grouping by,
        string advice,
        params IEnumerable<ScanFilter> only
    )
    {
        CoverageQuery question = _query.By.Count > 0 ? _query : _query with { By = [by] };
        TopGroups top = TopGroups.Of(_scan, question, measures, static sums => (CostOf(sums).Pico, sums[0]), only);
        Usd cost = CostOf(top.Total);
        return new()
        {
            Name = name,
            Calls = top.Total[0],
            ShareOfCalls = Share.Of(top.Total[0], _calls),
            Cost = cost,
            ShareOfCost = Share.Of(cost, _known),
            By = question.Columns,
            Groups = [.. top.Shown.Select(group => new CoverageGroup(group.Keys, group.Sums[0], CostOf(group.Sums)))],
            GroupsLeftOut = top.LeftOut,
            Advice = advice,
        };
    }

    private static Usd CostOf(ReadOnlySpan<long> sums) =>
        sums.Length > 1 ? new SplitAmount(sums[1], sums[2]).Join() : Usd.Zero;
}
