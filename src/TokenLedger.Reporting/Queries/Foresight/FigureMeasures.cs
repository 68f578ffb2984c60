using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries.Foresight;

/// <summary>The sums that anomalies are found and explained by.</summary>
internal static class FigureMeasures
{
    private static readonly int s_ended = Measure.Of(CallStatus.Settled, CallStatus.Voided);
    private static readonly int s_adjustments = Measure.Of(CallStatus.Adjustment, CallStatus.Correction);

    /// <summary>What to sum.</summary>
    public static IReadOnlyList<Measure> Of(bool asBooked)
    {
        int rows = asBooked ? ~s_adjustments : Measure.Any;
        return
        [
            new(Field.KnownMicro, rows),
            new(Field.KnownRest, rows),
            new(Field.Input, rows),
            new(Field.Cached, rows),
            new(Field.Written, rows),
            new(Field.Output, rows),
            new(Field.Reasoning, rows),
            new(Field.Calls, s_ended),
            new(Field.Latency, s_ended),
            new(Field.Failed, s_ended),
        ];
    }

    /// <summary>Calls that ended, by their latency.</summary>
    public static IReadOnlyList<Measure> OfLatency { get; } = [new(Field.Calls, s_ended)];

    /// <summary>The figures that sums make.</summary>
    public static Figures Read(ReadOnlySpan<long> sums) =>
        new(
            QuantityMeasures.Dollars(new SplitAmount(sums[0], sums[1]).Join()),
            (decimal)sums[2] + sums[3] + sums[4] + sums[5] + sums[6],
            sums[7],
            sums[9],
            sums[8]
        );
}

/// <summary>Figures of some calls.</summary>
/// <param name="Cost">Dollars.</param>
/// <param name="Tokens">Tokens.</param>
/// <param name="Calls">Calls that ended.</param>
/// <param name="Errors">Those of them that failed.</param>
/// <param name="Waited">Milliseconds of all of them together.</param>
internal readonly record struct Figures(decimal Cost, decimal Tokens, long Calls, long Errors, long Waited)
{
    public static Figures operator +(Figures left, Figures right) =>
        new(
            left.Cost + right.Cost,
            left.Tokens + right.Tokens,
            left.Calls + right.Calls,
            left.Errors + right.Errors,
            left.Waited + right.Waited
        );
}
