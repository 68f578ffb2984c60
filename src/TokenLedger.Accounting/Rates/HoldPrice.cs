using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;

namespace TokenLedger.Accounting.Rates;

/// <summary>The dearest a call can be before it has been made: what a hold reserves.</summary>
internal static class HoldPrice
{
    private const string Tier = "service_tier";

    public static Usd? WorstCase(
        RateRow row,
        DateTimeOffset at,
        long inputTokens,
        long outputTokens,
        IReadOnlyList<KeyValuePair<string, string>>? facts
    )
    {
        if (row.NativeCurrency is not null)
        {
            return null;
        }

        PriceFacts known = new(facts ?? [], inputTokens, at);
        Usd? input = Dearest(row, IsInput, inputTokens, in known, assumeAnything: facts is null);
        Usd? output = Dearest(row, IsOutput, outputTokens, in known, assumeAnything: facts is null);
        return input is null && output is null ? null : (input ?? Usd.Zero) + (output ?? Usd.Zero);
    }

    private static Usd? Dearest(
        RateRow row,
        Func<string, bool> wanted,
        long tokens,
        in PriceFacts known,
        bool assumeAnything
    )
    {
        Usd? dearest = null;
        for (int i = 0; i < row.Prices.Count; i++)
        {
            RatePrice price = row.Prices[i];
            if (!wanted(price.Meter) || !MayHold(price.When, in known, assumeAnything))
            {
                continue;
            }

            ExactRatio picoPerUnit = price.PicoPerUnit;
            for (int j = 0; j < row.Multipliers.Count; j++)
            {
                RateMultiplier multiplier = row.Multipliers[j];
                if (
                    multiplier.Factor > ExactRatio.One
                    && !price.Names(multiplier.Dimension)
                    && multiplier.Covers(price.Meter)
                    && MayHold(multiplier.When, in known, assumeAnything)
                )
                {
                    picoPerUnit *= multiplier.Factor;
                }
            }

            Usd amount =
                row.Factors.Count == 0
                    ? picoPerUnit.Times(tokens)
                    : Bound(row, price.Meter, in known, assumeAnything).Times(picoPerUnit, tokens);
            dearest = dearest is null || amount > dearest ? amount : dearest;
        }

        return dearest;
    }

    /// <summary>What raises the price counts if it may apply; what lowers it only if it surely does.</summary>
    private static OwnFactors Bound(RateRow row, string meter, in PriceFacts known, bool assumeAnything)
    {
        List<RowFactor> counted = [];
        foreach (RowFactor factor in row.Factors)
        {
            bool counts =
                factor.Factor > ExactRatio.One
                    ? MayHold(factor.When, in known, assumeAnything)
                    : factor.When.Count == 0 && !row.ByCompletion;
            if (counts && factor.Covers(meter, known.Instant))
            {
                counted.Add(factor);
            }
        }

        return new(row, counted);
    }

    private static bool MayHold(IReadOnlyList<RateCondition> conditions, in PriceFacts known, bool assumeAnything)
    {
        for (int i = 0; i < conditions.Count; i++)
        {
            RateCondition condition = conditions[i];
            bool open =
                condition is TimeOfDay
                || (
                    condition is OneOf
                    && known[condition.Dimension] is null
                    && (assumeAnything || condition.Dimension == Tier)
                );
            if (!open && !condition.Holds(in known))
            {
                return false;
            }
        }

        return true;
    }

    // Text only: audio and image prompts are metered apart and a request rarely has them.
    private static bool IsInput(string meter) =>
        meter == Meters.Input || meter.StartsWith(Meters.CacheWrite, StringComparison.Ordinal);

    private static bool IsOutput(string meter) => meter is Meters.Output or Meters.OutputReasoning;
}
