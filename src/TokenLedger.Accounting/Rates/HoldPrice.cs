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
        PriceFacts known = new(facts ?? [], inputTokens, at);
        ExactRatio? input = Dearest(row, IsInput, in known, assumeAnything: facts is null);
        ExactRatio? output = Dearest(row, IsOutput, in known, assumeAnything: facts is null);
        if (input is null && output is null)
        {
            return null;
        }

        return (input?.Times(inputTokens) ?? Usd.Zero) + (output?.Times(outputTokens) ?? Usd.Zero);
    }

    private static ExactRatio? Dearest(RateRow row, Func<string, bool> wanted, in PriceFacts known, bool assumeAnything)
    {
        ExactRatio? dearest = null;
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

            dearest = dearest is null || picoPerUnit > dearest.Value ? picoPerUnit : dearest;
        }

        return dearest;
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
