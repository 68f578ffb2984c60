using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;

namespace TokenLedger.Ledger.Adjusting;

/// <summary>The lines of adjustments that book an amount rather than a quantity.</summary>
public static class AdjustmentLines
{
    /// <summary>The meter of an amount that corrects what an entry cost.</summary>
    public const string Correction = "adjustment";

    /// <summary>The meter of an amount given back or charged beside the price; pricing again leaves it alone.</summary>
    public const string Credit = "credit";

    /// <summary>One amount as a line.</summary>
    /// <param name="meter"><see cref="Correction"/> or <see cref="Credit"/>.</param>
    /// <param name="amount">The signed amount.</param>
    public static LineItem Of(string meter, Usd amount) =>
        new()
        {
            Meter = meter,
            Quantity = 1,
            Provenance = Provenance.Reported,
            Rate = amount.ToString(),
            Per = 1,
            Amount = amount,
        };

    /// <summary>The line that takes another one back: same rate, opposite quantity and amount.</summary>
    public static LineItem Reverse(LineItem line) =>
        line with
        {
            Quantity = -line.Quantity,
            BilledQuantity = -line.BilledQuantity,
            Amount = -line.Amount,
        };

    /// <summary>The sum of the priced lines.</summary>
    public static Usd Sum(IEnumerable<LineItem> lines)
    {
        Usd sum = Usd.Zero;
        foreach (LineItem line in lines)
        {
            sum += line.Amount ?? Usd.Zero;
        }

        return sum;
    }
}
