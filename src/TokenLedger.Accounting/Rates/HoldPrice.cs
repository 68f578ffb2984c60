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
        IReadOnlyList<KeyValuePair<string, string>>? facts,
        bool media
    )
    {
        if (row.NativeCurrency is not null)
        {
            return null;
        }

        PriceFacts known = new(facts ?? [], inputTokens, at);
        bool anything = facts is null;
        Usd? input = Dearest(row, media ? IsAnyInput : IsInput, inputTokens, in known, anything);
        Usd? output = Dearest(row, media ? IsAnyOutput : IsOutput, outputTokens, in known, anything);
        if (input is null && output is null && !row.Free && !row.SelfHosted)
        {
            return null;
        }

        Usd fee = Dearest(row, static meter => meter == Meters.Requests, 1, in known, anything) ?? Usd.Zero;
        return (input ?? Usd.Zero) + (output ?? Usd.Zero) + fee;
    }

    /// <summary>What so many units of one meter cost at most, where nothing else of the call is billed.</summary>
    public static Usd? MostOf(
        RateRow row,
        DateTimeOffset at,
        string meter,
        long units,
        IReadOnlyList<KeyValuePair<string, string>> facts
    )
    {
        bool alone = row.Prices.All(price => price.Meter == meter || price.Meter == Meters.Requests);
        if (row.NativeCurrency is not null || !alone)
        {
            return null;
        }

        PriceFacts known = new(facts, 0, at);
        Usd fee = Dearest(row, static name => name == Meters.Requests, 1, in known, true) ?? Usd.Zero;
        return Dearest(row, name => name == meter, units, in known, true) + fee;
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

            long billed = Math.Max(tokens, LeastBilled(row, price.Meter, tokens));
            Usd amount =
                row.Factors.Count == 0
                    ? picoPerUnit.Times(billed)
                    : Bound(row, price.Meter, in known, assumeAnything).Times(picoPerUnit, billed);
            dearest = dearest is null || amount > dearest ? amount : dearest;
        }

        return dearest;
    }

    private static long LeastBilled(RateRow row, string meter, long used)
    {
        foreach ((string name, decimal least) in row.Minimums)
        {
            if (used > 0 && name == meter)
            {
                return (long)decimal.Ceiling(least);
            }
        }

        return 0;
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

    private static bool IsAnyInput(string meter) =>
        meter.StartsWith(Meters.Input, StringComparison.Ordinal)
        || meter.StartsWith(Meters.CacheWrite, StringComparison.Ordinal);

    private static bool IsAnyOutput(string meter) => meter.StartsWith(Meters.Output, StringComparison.Ordinal);
}
