using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries.Foresight;

/// <summary>The sums that quantities are made of.</summary>
internal static class QuantityMeasures
{
    private static readonly int s_adjustments = Measure.Of(CallStatus.Adjustment, CallStatus.Correction);

    /// <summary>What to sum for a quantity. As booked, adjustments are in none.</summary>
    public static IReadOnlyList<Measure> Of(ForeseenQuantity quantity, bool asBooked)
    {
        int rows = asBooked ? ~s_adjustments : Measure.Any;
        return quantity switch
        {
            ForeseenQuantity.Cost => [new(Field.KnownMicro, rows), new(Field.KnownRest, rows)],
            ForeseenQuantity.Tokens =>
            [
                new(Field.Input, rows),
                new(Field.Cached, rows),
                new(Field.Written, rows),
                new(Field.Output, rows),
                new(Field.Reasoning, rows),
            ],
            _ => [new(Field.Calls, Measure.Of(CallStatus.Settled, CallStatus.Voided))],
        };
    }

    /// <summary>The quantity that sums make: dollars, tokens or calls, exact.</summary>
    public static decimal Read(ForeseenQuantity quantity, ReadOnlySpan<long> sums)
    {
        if (quantity == ForeseenQuantity.Cost)
        {
            return Dollars(new SplitAmount(sums[0], sums[1]).Join());
        }

        decimal sum = 0;
        foreach (long one in sums)
        {
            sum += one;
        }

        return sum;
    }

    /// <summary>An amount as a decimal number of dollars, exact up to ten thousand million million of them.</summary>
    public static decimal Dollars(Usd amount) => (decimal)amount.Pico / Usd.PicoPerDollar;
}
