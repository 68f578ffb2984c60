using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;
using TokenLedger.Ledger.Adjusting;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Exports.Rows;

namespace TokenLedger.Reporting.Exports.Focus;

/// <summary>Sorts the lines of an entry into charges.</summary>
internal static class ChargeLines
{
    /// <summary>Adds the lines, and what the entry costs beyond them.</summary>
    /// <param name="to">The charges.</param>
    /// <param name="common">What is the same for all lines of the entry.</param>
    /// <param name="sequence">The entry's position.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="known">Its priced cost.</param>
    public static void Add(Dictionary<ChargeKey, ChargeSum> to, ChargeKey common, long sequence, Entry entry, Usd known)
    {
        Usd rest = known;
        foreach (LineItem line in entry.Lines)
        {
            Usd amount = line.Amount ?? Usd.Zero;
            rest -= amount;
            ChargeKey key = KeyOf(common, line, entry);
            decimal billed = line.BilledQuantity ?? line.Quantity;
            bool isReasoning = line.Meter == Meters.OutputReasoning;
            SumOf(to, key).Add(sequence, line.Quantity, billed, amount.Pico, isReasoning);
        }

        if (rest != Usd.Zero)
        {
            SumOf(to, Bare(common, entry)).Add(sequence, 0, 0, rest.Pico, isReasoning: false);
        }
    }

    private static ChargeSum SumOf(Dictionary<ChargeKey, ChargeSum> to, ChargeKey key)
    {
        if (!to.TryGetValue(key, out ChargeSum? sum))
        {
            to.Add(key, sum = new());
        }

        return sum;
    }

    private static ChargeKey KeyOf(ChargeKey common, LineItem line, Entry entry)
    {
        if (line.Meter == AdjustmentLines.Credit)
        {
            // A credit is a charge of its own, whenever it is given.
            return Bare(common, entry, line) with { Category = FocusNames.Credit, IsCorrection = false };
        }

        if (line.Meter is AdjustmentLines.Correction or LineItem.StatedCharge)
        {
            return Bare(common, entry, line);
        }

        (ExactFactor list, ExactFactor contracted)? rates = Rates(line);
        if (line.Amount is not null && rates is null)
        {
            return Bare(common, entry, line);
        }

        return common with
        {
            Category = FocusNames.Usage,
            Meter = IsPlainOutput(line) ? Meters.Output : line.Meter,
            ListRate = rates?.list,
            ContractedRate = rates?.contracted,
            Per = line.Per == 0 ? DefaultPer(line.Meter) : line.Per,
            RateId = line.RateId,
            IsEstimated = line.Provenance == Provenance.Estimated,
            IsUnpriced = line.Amount is null && entry.Priced is false,
        };
    }

    /// <summary>An amount without quantity: what a provider stated, or people booked.</summary>
    private static ChargeKey Bare(ChargeKey common, Entry entry, LineItem? line = null) =>
        common with
        {
            Category = entry.Kind == EntryKind.Adjustment ? FocusNames.Adjustment : FocusNames.Usage,
            IsEstimated = line is null ? entry.EstimatedCost is not null : line.Provenance == Provenance.Estimated,
            Reason = entry.Kind == EntryKind.Adjustment ? entry.Reason : null,
        };

    /// <summary>Reasoning that costs what output costs is output; a second row would tell it twice.</summary>
    private static bool IsPlainOutput(LineItem line) =>
        line.Meter == Meters.OutputReasoning && line.PricedAs == Meters.Output;

    /// <summary>The rate with the provider's factors, and with the operator's own behind them.</summary>
    private static (ExactFactor List, ExactFactor Contracted)? Rates(LineItem line)
    {
        if (line.Rate is null || line.Per == 0 || ExactFactor.Parse(line.Rate) is not { } rate)
        {
            return null;
        }

        int own = Math.Min(OwnFactors(line.RateId), line.Multipliers.Count);
        ExactFactor contracted = rate;
        ExactFactor list = rate;
        for (int i = 0; i < line.Multipliers.Count; i++)
        {
            if (ExactFactor.Parse(line.Multipliers[i]) is not { } factor)
            {
                return null;
            }

            contracted *= factor;
            list = i < line.Multipliers.Count - own ? contracted : list;
        }

        return list.Digits.Sign < 0 || contracted.Digits.Sign < 0 ? null : (list, contracted);
    }

    /// <summary>A rate id names the operator's factors behind its row: provider/model[/from]+name+name@version.</summary>
    private static int OwnFactors(string? rateId)
    {
        int version = rateId?.LastIndexOf('@') ?? -1;
        return version < 0 ? 0 : rateId![..version].Split('+')[1..].Count(name => name.Length > 0);
    }

    private static long DefaultPer(string meter) =>
        meter.StartsWith("tokens.", StringComparison.Ordinal) ? 1_000_000 : 1;
}
