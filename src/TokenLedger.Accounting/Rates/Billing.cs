using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;

namespace TokenLedger.Accounting.Rates;

/// <summary>
/// Turns quantities into line items with one row's prices. Per line: amount = quantity × price × factors as an exact
/// fraction, rounded once, half to even, to a pico-dollar; the total is the sum of the lines and never rounded again.
/// </summary>
internal static class Billing
{
    private static readonly string[] NoFlags = [];
    private static readonly string[] UnpricedModel = ["unpriced_model"];
    private static readonly string[] NativeCurrency = ["native_currency", "unpriced_model"];

    /// <summary>The bill at a row's prices.</summary>
    public static Bill Bill(RateRow row, UsageReport usage, DateTimeOffset instant)
    {
        if (usage.CostBasis != CostBasis.Computed)
        {
            return StatedBill.Of(usage, row);
        }

        if (row.NativeCurrency is not null)
        {
            return Unpriced(usage) with
            {
                Model = row.Model,
                Flags = NativeCurrency,
                ContextWindow = row.ContextWindow,
            };
        }

        PriceFacts facts = new(usage.Conditions, usage.ContextTokens, instant);
        LineItem[] lines = new LineItem[LineCount(usage.Quantities)];
        Usd known = Usd.Zero;
        Usd estimated = Usd.Zero;
        bool ambiguous = false;
        bool unpriced = false;
        bool committed = false;
        int next = 0;
        for (int i = 0; i < usage.Quantities.Count; i++)
        {
            Quantity quantity = usage.Quantities[i];
            if (quantity.Count == 0)
            {
                continue;
            }

            LineItem line = Line(row, quantity, in facts, ref ambiguous, ref committed);
            lines[next++] = line;
            unpriced |= line.Amount is null;
            Usd amount = line.Amount ?? Usd.Zero;
            known += amount;
            estimated += quantity.Provenance == Provenance.Estimated ? amount : Usd.Zero;
        }

        return new Bill
        {
            Model = row.Model,
            Lines = lines,
            Known = known,
            Estimated = estimated,
            Total = unpriced || IsPartlyUnknown(usage) ? null : known,
            Flags = Flags(
                unpriced,
                ambiguous,
                row.Bucket,
                committed,
                StatedBill.Differs(usage, unpriced ? null : known)
            ),
            ContextWindow = row.ContextWindow,
        };
    }

    /// <summary>The bill of a model that no row matches: quantities without amounts.</summary>
    public static Bill Unpriced(UsageReport usage)
    {
        if (usage.CostBasis != CostBasis.Computed)
        {
            return StatedBill.Of(usage, null);
        }

        LineItem[] lines = UnpricedLines(usage);
        bool nothingToBill = usage.Source == UsageSource.None && lines.Length == 0;
        return new Bill
        {
            Lines = lines,
            Known = Usd.Zero,
            Total = nothingToBill ? Usd.Zero : null,
            Flags = nothingToBill ? NoFlags : UnpricedModel,
        };
    }

    /// <summary>The quantities without amounts.</summary>
    public static LineItem[] UnpricedLines(UsageReport usage)
    {
        LineItem[] lines = new LineItem[LineCount(usage.Quantities)];
        int next = 0;
        foreach (Quantity quantity in usage.Quantities)
        {
            if (quantity.Count != 0)
            {
                lines[next++] = UnpricedLine(quantity);
            }
        }

        return lines;
    }

    private static LineItem Line(
        RateRow row,
        Quantity quantity,
        in PriceFacts facts,
        ref bool ambiguous,
        ref bool committed
    )
    {
        if (row.OncePerPrompt.Count > 0 && row.OncePerPrompt.Contains(quantity.Meter))
        {
            quantity = quantity with { Count = Math.Min(quantity.Count, 1) };
        }

        RatePrice? price = PriceChoice.Choose(row, quantity.Meter, in facts, ref ambiguous);
        if (price is null)
        {
            return UnpricedLine(quantity);
        }

        (string[] multipliers, ExactRatio picoPerUnit) = Multiplied(row, price, quantity.Meter, in facts);
        decimal billed = Billed(row, quantity);
        string rateId = row.RateId;
        Usd amount;
        if (row.Factors.Count == 0)
        {
            amount = picoPerUnit.Times(billed);
        }
        else
        {
            OwnFactors own = OwnFactors.On(row, quantity.Meter, in facts);
            amount = own.Times(picoPerUnit, billed);
            multipliers = own.After(multipliers);
            rateId = own.RateId;
            committed |= own.IsCommitted;
        }

        return new LineItem
        {
            Meter = quantity.Meter,
            Quantity = quantity.Count,
            Provenance = quantity.Provenance,
            ErrorPercent = quantity.ErrorPercent,
            Rate = price.Usd,
            Per = price.Per,
            PricedAs = price.Meter == quantity.Meter ? null : price.Meter,
            Multipliers = multipliers,
            BilledQuantity = billed == quantity.Count ? null : billed,
            RateId = rateId,
            Amount = amount,
        };
    }

    private static (string[] Names, ExactRatio PicoPerUnit) Multiplied(
        RateRow row,
        RatePrice price,
        string meter,
        in PriceFacts facts
    )
    {
        string[] names = [];
        ExactRatio picoPerUnit = price.PicoPerUnit;
        for (int i = 0; i < row.Multipliers.Count; i++)
        {
            RateMultiplier multiplier = row.Multipliers[i];
            if (
                !price.Names(multiplier.Dimension)
                && multiplier.Covers(meter)
                && PriceChoice.AllHold(multiplier.When, in facts)
            )
            {
                names = names.Length == 0 ? multiplier.Alone : [.. names, multiplier.Times];
                picoPerUnit *= multiplier.Factor;
            }
        }

        return (names, picoPerUnit);
    }

    private static decimal Billed(RateRow row, in Quantity quantity)
    {
        for (int i = 0; i < row.Minimums.Count; i++)
        {
            if (row.Minimums[i].Key == quantity.Meter)
            {
                return Math.Max(quantity.Count, row.Minimums[i].Value);
            }
        }

        return quantity.Count;
    }

    private static LineItem UnpricedLine(in Quantity quantity) =>
        new()
        {
            Meter = quantity.Meter,
            Quantity = quantity.Count,
            Provenance = quantity.Provenance,
            ErrorPercent = quantity.ErrorPercent,
        };

    /// <summary>A part that was neither reported nor estimated is unknown; an estimate of zero is an estimate.</summary>
    private static bool IsPartlyUnknown(UsageReport usage)
    {
        if (usage.Source is UsageSource.None or UsageSource.Provider || usage.EveryPartReported)
        {
            return false;
        }

        for (int i = 0; i < usage.Quantities.Count; i++)
        {
            if (usage.Quantities[i].Provenance == Provenance.Estimated)
            {
                return false;
            }
        }

        return true;
    }

    private static int LineCount(IReadOnlyList<Quantity> quantities)
    {
        int count = 0;
        for (int i = 0; i < quantities.Count; i++)
        {
            count += quantities[i].Count == 0 ? 0 : 1;
        }

        return count;
    }

    private static IReadOnlyList<string> Flags(bool unpriced, bool ambiguous, bool bucket, bool committed, bool differs)
    {
        if (!unpriced && !ambiguous && !bucket && !committed && !differs)
        {
            return NoFlags;
        }

        List<string> flags = [];
        if (ambiguous)
        {
            flags.Add("ambiguous_rate");
        }

        if (committed)
        {
            flags.Add(RateFactor.CommittedUse);
        }

        if (bucket)
        {
            flags.Add("estimated_rate");
        }

        if (differs)
        {
            flags.Add(StatedBill.DiffersFlag);
        }

        if (unpriced)
        {
            flags.Add("unpriced_meter");
        }

        return flags;
    }
}
