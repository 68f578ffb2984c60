using TokenLedger.Accounting.Metering;

namespace TokenLedger.Accounting.Rates;

/// <summary>
/// Chooses the price of a meter in a row: the one with the most conditions, all of which hold; of equals the dearer.
/// A token meter without a price of its own falls back to the broader meter; fees have no fallback.
/// </summary>
internal static class PriceChoice
{
    private const string NoCharge = "0";

    /// <summary>The price, or null when the row has none for the meter.</summary>
    /// <param name="row">The row.</param>
    /// <param name="meter">The meter used.</param>
    /// <param name="facts">What is known of the call.</param>
    /// <param name="ambiguous">Set when two prices with equally many conditions differ.</param>
    public static RatePrice? Choose(RateRow row, string meter, in PriceFacts facts, ref bool ambiguous)
    {
        string asked = meter;
        RatePrice? price = Best(row, meter, in facts, ref ambiguous);
        if (price is null && meter == Meters.CacheWrite && row.CacheWriteDefaultTtl is string ttl)
        {
            price = Best(row, meter + "." + ttl, in facts, ref ambiguous);
        }

        while (price is null && Broader(meter) is string broader)
        {
            meter = broader;
            price = Best(row, meter, in facts, ref ambiguous);
        }

        return price ?? (row.SelfHosted ? new(asked, NoCharge, 1, [], new(0, 1)) : null);
    }

    /// <summary>Whether every condition holds.</summary>
    public static bool AllHold(IReadOnlyList<RateCondition> conditions, in PriceFacts facts)
    {
        for (int i = 0; i < conditions.Count; i++)
        {
            if (!conditions[i].Holds(in facts))
            {
                return false;
            }
        }

        return true;
    }

    private static RatePrice? Best(RateRow row, string meter, in PriceFacts facts, ref bool ambiguous)
    {
        RatePrice? best = null;
        bool tie = false;
        for (int i = 0; i < row.Prices.Count; i++)
        {
            RatePrice price = row.Prices[i];
            if (price.Meter != meter || price.When.Count < (best?.When.Count ?? 0) || !AllHold(price.When, in facts))
            {
                continue;
            }

            if (best is null || price.When.Count > best.When.Count)
            {
                best = price;
                tie = false;
            }
            else if (price.PicoPerUnit != best.PicoPerUnit)
            {
                tie = true;
                best = price.PicoPerUnit > best.PicoPerUnit ? price : best;
            }
        }

        ambiguous |= tie;
        return best;
    }

    private static string? Broader(string meter) =>
        meter switch
        {
            Meters.CacheRead or Meters.CacheWrite => Meters.Input,
            _ when meter.StartsWith("tokens.cache_read.", StringComparison.Ordinal) => Meters.CacheRead,
            _ when meter.StartsWith("tokens.cache_write.", StringComparison.Ordinal) => Meters.CacheWrite,
            _ when meter.StartsWith("tokens.input.", StringComparison.Ordinal) => Meters.Input,
            _ when meter.StartsWith("tokens.output.", StringComparison.Ordinal) => Meters.Output,
            _ => null,
        };
}
