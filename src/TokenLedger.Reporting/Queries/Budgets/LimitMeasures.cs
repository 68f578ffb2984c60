using TokenLedger.Accounting.Budgets;
using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries.Budgets;

/// <summary>The sums that what limits count is made of.</summary>
internal static class LimitMeasures
{
    // What was voided was given back.
    private static readonly int s_used = Measure.Of(CallStatus.Settled);

    /// <summary>What to sum.</summary>
    public static IReadOnlyList<Measure> All { get; } =
    [
        new(Field.KnownMicro, Measure.Any),
        new(Field.KnownRest, Measure.Any),
        new(Field.Input, Measure.Any),
        new(Field.Cached, Measure.Any),
        new(Field.Written, Measure.Any),
        new(Field.Output, Measure.Any),
        new(Field.Reasoning, Measure.Any),
        new(Field.Calls, s_used),
        new(Field.ToolsCalled, s_used),
        .. CostBasis.Measures(Measure.Any),
    ];

    private const int FirstOfBasis = 9;

    /// <summary>What the cost of the sums rests on.</summary>
    public static CostBasis Basis(ReadOnlySpan<long> sums) => CostBasis.Of(sums[FirstOfBasis..]);

    /// <summary>How to read a limit's quantity off the sums; null when the views do not keep it.</summary>
    public static Func<long[], decimal>? Of(LimitUnit unit, string? meter) =>
        unit switch
        {
            LimitUnit.Usd => sums => (decimal)new SplitAmount(sums[0], sums[1]).Join().Pico / Usd.PicoPerDollar,
            LimitUnit.Calls => sums => sums[7],
            LimitUnit.ToolCalls => sums => sums[8],
            LimitUnit.Tokens => Tokens(meter),
            _ => null,
        };

    private static Func<long[], decimal>? Tokens(string? meter) =>
        LimitMeter.FullName(meter) switch
        {
            "tokens" => sums => (decimal)sums[2] + sums[3] + sums[4] + sums[5] + sums[6],
            "tokens.input" => sums => sums[2],
            "tokens.cache_read" => sums => sums[3],
            "tokens.cache_write" => sums => sums[4],
            "tokens.output" => sums => (decimal)sums[5] + sums[6],
            "tokens.output.reasoning" => sums => sums[6],
            _ => null, // one modality: the views keep groups only
        };
}
