using Microsoft.Data.Sqlite;
using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries;

/// <summary>What a priced cost rests on: what providers reported, what was counted here, what is estimated.</summary>
/// <param name="Known">The priced cost, the sum of the three.</param>
/// <param name="Counted">What rests on quantities counted here.</param>
/// <param name="Estimated">What rests on estimates.</param>
/// <param name="Unpriced">Calls of which some part has no price: when not 0, the true cost is higher.</param>
public sealed record CostBasis(Usd Known, Usd Counted, Usd Estimated, long Unpriced)
{
    /// <summary>Nothing.</summary>
    public static CostBasis None { get; } = new(Usd.Zero, Usd.Zero, Usd.Zero, 0);

    /// <summary>What rests on quantities a provider reported.</summary>
    public Usd Reported => Known - Counted - Estimated;

    /// <summary>The sums that it is made of.</summary>
    internal static IReadOnlyList<Measure> Measures(int rows) =>
        [
            new(Field.KnownMicro, rows),
            new(Field.KnownRest, rows),
            new(Field.CountedMicro, rows),
            new(Field.CountedRest, rows),
            new(Field.EstimatedMicro, rows),
            new(Field.EstimatedRest, rows),
            new(Field.Unpriced, rows),
        ];

    /// <summary>Reads <see cref="Measures"/>.</summary>
    internal static CostBasis Of(ReadOnlySpan<long> sums) =>
        new(
            new SplitAmount(sums[0], sums[1]).Join(),
            new SplitAmount(sums[2], sums[3]).Join(),
            new SplitAmount(sums[4], sums[5]).Join(),
            sums[6]
        );

    /// <summary>That of the calls of a slice within a window.</summary>
    internal static CostBasis Of(
        SqliteConnection connection,
        ColumnView columns,
        long position,
        Slice slice,
        Window window
    )
    {
        int adjustments = Measure.Of(CallStatus.Adjustment, CallStatus.Correction);
        ScanQuery question = SliceQuestion.Of(
            slice with
            {
                Window = window,
            },
            new NameNumbers(connection),
            position,
            [],
            Measures(slice.AsBooked ? ~adjustments : Measure.Any)
        );
        return Of(Scan.Run(columns, question).SumsOf(0));
    }

    /// <summary>Both together.</summary>
    public static CostBasis operator +(CostBasis left, CostBasis right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new(
            left.Known + right.Known,
            left.Counted + right.Counted,
            left.Estimated + right.Estimated,
            left.Unpriced + right.Unpriced
        );
    }
}
