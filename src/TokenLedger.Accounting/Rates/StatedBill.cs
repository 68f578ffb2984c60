using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;

namespace TokenLedger.Accounting.Rates;

/// <summary>
/// Bills whose charge is not computed from rates: the provider states what it charges, or the capacity is paid for
/// otherwise. And the comparison of a computed charge with a cost the provider states beside it.
/// </summary>
internal static class StatedBill
{
    /// <summary>Our charge and the provider's figure are further apart than rounding explains.</summary>
    public const string DiffersFlag = "provider_cost_differs";

    /// <summary>A provider rounds what it states, some to the sixth decimal: this much is no difference.</summary>
    private static readonly Usd Tolerance = new(1_000_000);

    /// <summary>Nor is a thousandth of the stated cost.</summary>
    private const int ToleratedPart = 1000;

    /// <summary>The bill; its lines carry quantities only.</summary>
    public static Bill Of(UsageReport usage, RateRow? row)
    {
        Usd known = usage.ProviderCostUsd is decimal stated ? Usd.FromDecimal(stated) : Usd.Zero;
        bool incomplete = usage.Flags.Contains(Metering.Reading.Flags.CostIncomplete);
        return new Bill
        {
            Model = row?.Model,
            Lines = Billing.UnpricedLines(usage),
            Known = known,
            Total = incomplete ? null : known,
            CostBasis = usage.CostBasis,
            Flags = [],
            ContextWindow = row?.ContextWindow,
        };
    }

    /// <summary>
    /// Whether the provider's stated cost and ours differ by more than a micro-dollar and by more than a thousandth of
    /// the stated cost. Without either there is nothing to compare.
    /// </summary>
    public static bool Differs(UsageReport usage, Usd? computed)
    {
        if (
            usage.ProviderCostUsd is not decimal cost
            || computed is not Usd ours
            || usage.Source != UsageSource.Provider
        )
        {
            return false;
        }

        Usd stated = Usd.FromDecimal(cost);
        Usd apart = ours > stated ? ours - stated : stated - ours;
        return apart > Tolerance && apart.Pico > stated.Pico / ToleratedPart;
    }
}
