using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;
using TokenLedger.Ledger.Adjusting;
using TokenLedger.Ledger.Entries;
using TokenLedger.Ledger.Tests.Support;

namespace TokenLedger.Ledger.Tests.Adjusting;

/// <summary>Settlements priced as the gateway prices them, and their adjustments.</summary>
internal static class Settled
{
    public static Entry With(RateBook book, long input = 1000, long output = 100) =>
        With(book, [new(Meters.Input, input, Provenance.Reported), new(Meters.Output, output, Provenance.Reported)]);

    public static Entry With(
        RateBook book,
        IReadOnlyList<Quantity> quantities,
        IReadOnlyList<KeyValuePair<string, string>>? conditions = null,
        UsageSource source = UsageSource.Provider
    )
    {
        conditions ??= [];
        UsageReport usage = new()
        {
            Source = source,
            Quantities = quantities,
            ServedModel = "m",
            Conditions = conditions,
            Flags = [],
        };
        Bill bill = book.Price("p", usage, "m", Samples.Noon, Samples.Noon.AddMilliseconds(800));
        return new()
        {
            Kind = EntryKind.Settlement,
            Id = Guid.CreateVersion7(Samples.Noon),
            OccurredAt = Samples.Noon,
            Call = Guid.CreateVersion7(Samples.Noon),
            Provider = "p",
            ModelServed = "m",
            ServiceTier = conditions.FirstOrDefault(condition => condition.Key == "service_tier").Value,
            Conditions = [.. conditions.Where(condition => condition.Key != "service_tier")],
            Lines = bill.Lines,
            Cost = bill.Total,
            KnownCost = bill.Known,
            EstimatedCost = bill.Estimated == Usd.Zero ? null : bill.Estimated,
            Priced = bill.Total is not null,
            UsageSource = source,
            LatencyMs = 800,
        };
    }

    /// <summary>An adjustment as the ledger would hold it: through its canonical bytes.</summary>
    public static Entry Booked(AdjustmentDraft draft, Entry corrected)
    {
        (Entry? entry, string? problem) = AdjustmentEntry.Of(draft, corrected, Samples.Noon.AddDays(1));
        Assert.Null(problem);
        return EntryReader.Parse(CanonicalEntry.Encode(entry!));
    }

    public static Entry Booked(string meter, string amount, Entry corrected) =>
        Booked(
            new AdjustmentDraft
            {
                Key = AdjustmentKey.Fresh(Samples.Noon),
                Reason = "by hand",
                Lines = [AdjustmentLines.Of(meter, Dollars(amount))],
                Corrects = corrected.Id,
            },
            corrected
        );

    public static Usd Dollars(string amount) =>
        Usd.TryParse(amount, out Usd usd) ? usd : throw new FormatException($"'{amount}' is no amount.");
}
