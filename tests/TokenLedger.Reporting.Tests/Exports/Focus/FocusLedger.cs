using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;
using TokenLedger.Ledger.Adjusting;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Exports.Focus;

/// <summary>
/// Priced calls of every kind, made from numbers: several meters, factors, seconds priced by the minute, stated charges, unpriced
/// and estimated ones; corrections that take lines back, credits and plain amounts; of this month and of one long closed.
/// </summary>
public static class FocusLedger
{
    public static MemoryLedger From(int[] script)
    {
        MemoryLedger ledger = new();
        List<Entry> settled = [];
        foreach (int number in script)
        {
            Step(ledger, settled, number);
        }

        return ledger;
    }

    private static void Step(MemoryLedger ledger, List<Entry> settled, int number)
    {
        Entry? target = settled.Count == 0 ? null : settled[number % settled.Count];
        switch (number % 8)
        {
            case 6 when target is not null:
                ledger.Append(Adjustment(target, [.. target.Lines.Select(AdjustmentLines.Reverse)]));
                settled.Remove(target);
                break;
            case 7 when target is not null:
                string meter = number % 3 == 0 ? AdjustmentLines.Credit : AdjustmentLines.Correction;
                ledger.Append(Adjustment(target, [AdjustmentLines.Of(meter, new Usd((number % 5 - 2) * 1_000_003))]));
                break;
            default:
                settled.Add(Call(ledger, number));
                break;
        }
    }

    private static Entry Call(MemoryLedger ledger, int number)
    {
        Entry authorization = Samples.Authorization(
            number % 2 == 0 ? "openai" : "azure",
            number % 3 == 0 ? "gpt-5.6-sol" : "gpt-mini",
            new()
            {
                Tenant = number % 4 == 0 ? null : "t" + number % 2,
                Feature = number % 5 == 0 ? "search" : null,
                Tags = number % 3 == 0 ? [new("team", "a\"b")] : [],
            },
            at: Samples.Began.AddMinutes(number % 300).AddDays(number % 7 == 0 ? -70 : 0)
        );
        IReadOnlyList<LineItem> lines = Lines(number);
        bool priced = lines.All(line => line.Amount is not null) || number % 8 == 5;
        Usd known = AdjustmentLines.Sum(lines);
        Entry settlement = Samples.Settlement(authorization, "0") with
        {
            Lines = lines,
            Cost = priced ? known : null,
            KnownCost = known,
            Priced = priced,
        };
        ledger.Append(authorization);
        ledger.Append(settlement);
        return settlement;
    }

    private static IReadOnlyList<LineItem> Lines(int number) =>
        (number % 8) switch
        {
            0 => [Line(Meters.Input, number + 1, "1.25", 1_000_000), Line(Meters.Output, 7, "10", 1_000_000)],
            1 =>
            [
                Line(Meters.Output, 11, "10", 1_000_000),
                Line(Meters.OutputReasoning, number + 1, "10", 1_000_000) with
                {
                    PricedAs = Meters.Output,
                },
            ],
            2 =>
            [
                Line(Meters.CacheRead, number + 1, "0.0375", 1_000_000, "0.5", "1.1", "0.85") with
                {
                    RateId = "openai/gpt-mini/2026-01-01T00:00:00Z+agreed@0123456789ab",
                },
            ],
            3 => [Line(Meters.AudioSeconds, 30.123m + number, "0.006", 60)],
            4 => [Samples.Line(Meters.Input, number + 1, null), Line(Meters.Requests, 1, "0.0001", 1)],
            5 =>
            [
                Samples.Line(Meters.Input, number + 1, null),
                Samples.Line(LineItem.StatedCharge, 1, "0.000123456789"),
            ],
            _ =>
            [
                Line(Meters.Input, number + 3, "0.3", 1_000_000, "1.333333333333") with
                {
                    Provenance = Provenance.Estimated,
                },
            ],
        };

    private static LineItem Line(string meter, decimal quantity, string rate, long per, params string[] factors)
    {
        decimal amount = quantity * decimal.Parse(rate, System.Globalization.CultureInfo.InvariantCulture) / per;
        foreach (string factor in factors)
        {
            amount *= decimal.Parse(factor, System.Globalization.CultureInfo.InvariantCulture);
        }

        return new()
        {
            Meter = meter,
            Quantity = quantity,
            Provenance = Provenance.Reported,
            Rate = rate,
            Per = per,
            Multipliers = factors,
            RateId = "openai/row@0123456789ab",
            Amount = Usd.FromDecimal(amount),
        };
    }

    private static Entry Adjustment(Entry corrected, IReadOnlyList<LineItem> lines)
    {
        Usd sum = AdjustmentLines.Sum(lines);
        return new()
        {
            Kind = EntryKind.Adjustment,
            Id = Guid.CreateVersion7(),
            OccurredAt = corrected.OccurredAt,
            Call = corrected.Call,
            Corrects = corrected.Id,
            Attribution = corrected.Attribution,
            Provider = corrected.Provider,
            ModelRequested = corrected.ModelRequested,
            Lines = lines,
            Cost = sum,
            KnownCost = sum,
            Reason = "invoice",
        };
    }
}
