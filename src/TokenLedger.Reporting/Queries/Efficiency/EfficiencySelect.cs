using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries.Grouped;

namespace TokenLedger.Reporting.Queries.Efficiency;

/// <summary>Answers an <see cref="EfficiencyQuery"/>.</summary>
internal static class EfficiencySelect
{
    private static readonly int s_ended = Measure.Of(CallStatus.Settled, CallStatus.Voided);
    private static readonly int s_adjustment = Measure.Of(CallStatus.Adjustment, CallStatus.Correction);

    private static readonly Measure[] s_corrected = Measures(Measure.Any);
    private static readonly Measure[] s_booked = Measures(~s_adjustment);
    private static readonly Measure[] s_shares = [new(Field.Calls, s_ended), new(Field.ContextShare, s_ended)];

    // A share belongs to the band that it is not below; those that are not known are 0 and below all.
    private static readonly ScanKey s_bands = ScanKey.OfBands(Field.ContextShare, [1, Above(50), Above(80), Above(95)]);

    public static EfficiencyReport Run(SliceScan scan, EfficiencyQuery query, long position)
    {
        Measure[] measures = query.AsBooked ? s_booked : s_corrected;
        TopGroups top = TopGroups.Of(scan, query, measures, static sums => (Known(sums).Pico, sums[0]));
        ContextUse[] contexts = Contexts(scan, query, top);
        return new()
        {
            Query = query,
            Rows =
            [
                .. top.Shown.Select(
                    (group, i) => new GroupRow<EfficiencyFigures>(group.Keys, Figures(group.Sums, contexts[i]))
                ),
            ],
            Total = Figures(top.Total, ContextOfAll(scan)),
            RowsLeftOut = top.LeftOut,
            AsOfEntry = position,
        };
    }

    private static long Above(int percent) => (percent * ContextShare.Full / 100) + 1;

    private static Measure[] Measures(int money) =>
        [
            new(Field.Calls, s_ended),
            new(Field.Unpriced, money),
            new(Field.Input, money),
            new(Field.Cached, money),
            new(Field.Written, money),
            new(Field.Output, money),
            new(Field.Reasoning, money),
            new(Field.KnownMicro, money),
            new(Field.KnownRest, money),
            new(Field.SavedMicro, money),
            new(Field.SavedRest, money),
            new(Field.ToolsOffered, s_ended),
            new(Field.ToolsCalled, s_ended),
            new(Field.PromptSystem, s_ended),
            new(Field.PromptUser, s_ended),
            new(Field.PromptModel, s_ended),
            new(Field.PromptTool, s_ended),
        ];

    private static Usd Known(ReadOnlySpan<long> sums) => new SplitAmount(sums[7], sums[8]).Join();

    private static EfficiencyFigures Figures(ReadOnlySpan<long> sums, ContextUse context) =>
        new()
        {
            Calls = sums[0],
            Unpriced = sums[1],
            Tokens = new(sums[2], sums[3], sums[4], sums[5], sums[6]),
            Known = Known(sums),
            Saved = new SplitAmount(sums[9], sums[10]).Join(),
            ToolsOffered = sums[11],
            ToolsCalled = sums[12],
            Prompt = new(sums[13], sums[14], sums[15], sums[16]),
            Context = context,
        };

    private static ContextUse[] Contexts(SliceScan scan, EfficiencyQuery query, TopGroups top)
    {
        ScanResult found = scan.Run([.. scan.KeysOf(query.Columns), s_bands], s_shares, top.Filters);
        Dictionary<GroupKey, int> places = top.Places();
        ContextUse[] contexts = new ContextUse[top.Shown.Count];
        Array.Fill(contexts, ContextUse.None);
        for (int group = 0; group < found.Count; group++)
        {
            long[] keys = found.KeysOf(group);
            if (places.TryGetValue(GroupKey.Of(keys.AsSpan(..^1)), out int place))
            {
                contexts[place] = Add(contexts[place], keys[^1], found.SumsOf(group));
            }
        }

        return contexts;
    }

    private static ContextUse ContextOfAll(SliceScan scan)
    {
        ScanResult found = scan.Run([s_bands], s_shares);
        ContextUse context = ContextUse.None;
        for (int group = 0; group < found.Count; group++)
        {
            context = Add(context, found.KeysOf(group)[0], found.SumsOf(group));
        }

        return context;
    }

    /// <summary>Adds the calls of a band: those above 80 % are above 50 % too.</summary>
    private static ContextUse Add(ContextUse to, long band, ReadOnlySpan<long> sums) =>
        band < 0
            ? to
            : new(
                to.Calls + sums[0],
                to.SumOfShares + sums[1],
                to.Above50 + (band >= 1 ? sums[0] : 0),
                to.Above80 + (band >= 2 ? sums[0] : 0),
                to.Above95 + (band >= 3 ? sums[0] : 0)
            );
}
