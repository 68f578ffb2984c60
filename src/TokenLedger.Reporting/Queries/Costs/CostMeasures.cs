using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries.Costs;

/// <summary>The sums that cost figures are made of.</summary>
internal static class CostMeasures
{
    private const int Rows = Measure.Any;

    private static readonly int s_ended = Measure.Of(CallStatus.Settled, CallStatus.Voided);
    private static readonly int s_correction = Measure.Of(CallStatus.Correction);
    private static readonly int s_adjustment = Measure.Of(CallStatus.Adjustment, CallStatus.Correction);

    private static readonly Measure[] s_corrected = Measures(Rows, s_adjustment);
    private static readonly Measure[] s_booked = Measures(~s_adjustment, s_correction);

    /// <summary>
    /// What to sum. As corrected, adjustments are in every sum. As booked they are in none, and only those of calls are
    /// told: amounts that belong to no call were not booked in any.
    /// </summary>
    public static IReadOnlyList<Measure> Of(bool asBooked) => asBooked ? s_booked : s_corrected;

    /// <summary>The same, and after them the set of the providers.</summary>
    public static IReadOnlyList<Measure> WithProviders(bool asBooked) =>
        [.. Of(asBooked), Measure.Members(Dimensions.Provider)];

    private static Measure[] Measures(int money, int adjustments) =>
        [
            new(Field.Calls, s_ended),
            new(Field.Calls, Measure.Of(CallStatus.Voided)),
            new(Field.Calls, Measure.Of(CallStatus.Rejected)),
            new(Field.Input, money),
            new(Field.Cached, money),
            new(Field.Written, money),
            new(Field.Output, money),
            new(Field.Reasoning, money),
            new(Field.KnownMicro, money),
            new(Field.KnownRest, money),
            new(Field.EstimatedMicro, money),
            new(Field.EstimatedRest, money),
            new(Field.Unpriced, money),
            new(Field.Adjustments, adjustments),
            new(Field.KnownMicro, adjustments),
            new(Field.KnownRest, adjustments),
            new(Field.Failed, s_ended),
            new(Field.CountedMicro, money),
            new(Field.CountedRest, money),
        ];

    /// <summary>
    /// What groups are ranked by, a few sums for when there are very many: cost, calls, and whether any call was refused.
    /// </summary>
    public static IReadOnlyList<Measure> Weights(bool asBooked) =>
        [Of(asBooked)[8], Of(asBooked)[9], Of(asBooked)[0], Of(asBooked)[2]];

    /// <summary>What things cost and how sure that is, without anything else: few sums, for when there are very many groups.</summary>
    public static IReadOnlyList<Measure> Amounts(bool asBooked) => [.. Of(asBooked).Skip(8).Take(5)];

    /// <summary>The cost, its estimated part and the parts without a price that <see cref="Amounts"/> make.</summary>
    public static (Usd Known, Usd Estimated, long Unpriced) ReadAmounts(ReadOnlySpan<long> sums) =>
        (Amount(sums[0], sums[1]), Amount(sums[2], sums[3]), sums[4]);

    /// <summary>Whether sums of <see cref="Of"/> have any of <see cref="Weights"/>.</summary>
    public static bool HaveWeight(ReadOnlySpan<long> sums) => (sums[8] | sums[9] | sums[0] | sums[2]) != 0;

    /// <summary>The weight of a group by <see cref="Weights"/>: its cost, then its calls.</summary>
    public static (Int128, Int128) Weight(ReadOnlySpan<long> sums) => (Amount(sums[0], sums[1]).Pico, sums[2]);

    /// <summary>How many sums there are, without the set of the providers.</summary>
    public const int Count = 19;

    /// <summary>The figures that sums make.</summary>
    public static CostFigures Read(ReadOnlySpan<long> sums) =>
        new()
        {
            Calls = sums[0],
            Voided = sums[1],
            Rejected = sums[2],
            Tokens = new(sums[3], sums[4], sums[5], sums[6], sums[7]),
            Known = Amount(sums[8], sums[9]),
            Estimated = Amount(sums[10], sums[11]),
            Unpriced = sums[12],
            Adjustments = sums[13],
            Adjusted = Amount(sums[14], sums[15]),
            Failed = sums[16],
            Counted = Amount(sums[17], sums[18]),
        };

    /// <summary>The priced cost that sums make, to rank by.</summary>
    public static Usd Known(ReadOnlySpan<long> sums) => Amount(sums[8], sums[9]);

    private static Usd Amount(long micro, long rest) => new SplitAmount(micro, rest).Join();
}
