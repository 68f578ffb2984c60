using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;
using TokenLedger.Ledger.Entries;
using TokenLedger.Tests.Adjusting;

namespace TokenLedger.Tests.Reconciling;

/// <summary>A call as one side saw it.</summary>
internal sealed record Use(DateTimeOffset At, string Model, long Input, long Output)
{
    public string Tier { get; init; } = "standard";

    /// <summary>The key: a fingerprint in the ledger, an id at the provider.</summary>
    public string? Key { get; init; }

    /// <summary>The day the provider books it on; null for the UTC day.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>Dollars per million the provider charges by meter; null for the book's.</summary>
    public Func<string, decimal>? Price { get; init; }

    public IEnumerable<(string Meter, long Units)> Parts => All.Where(part => part.Units > 0);

    private (string Meter, long Units)[] All => [(Meters.Input, Input), (Meters.Output, Output)];

    public DateOnly BookedOn => Day ?? DateOnly.FromDateTime(At.UtcDateTime);

    /// <summary>What a meter of it costs.</summary>
    public Usd Cost(string provider, string meter, long units) =>
        Price is { } own ? new((Int128)(own(meter) * 1_000_000m * units)) : Bill(provider, meter, units).Total!.Value;

    /// <summary>The ledger's settlement of it.</summary>
    public Entry Settlement(string provider, bool priced = true, bool estimated = false)
    {
        LineItem[] lines =
        [
            .. Parts.Select(part =>
                priced
                    ? Bill(provider, part.Meter, part.Units).Lines[0] with
                    {
                        Provenance = estimated ? Provenance.Estimated : Provenance.Reported,
                    }
                    : new LineItem
                    {
                        Meter = part.Meter,
                        Quantity = part.Units,
                        Provenance = Provenance.Reported,
                    }
            ),
        ];
        Usd known = lines.Aggregate(Usd.Zero, (sum, line) => sum + (line.Amount ?? Usd.Zero));
        return LedgerCase.Settlement(null, At) with
        {
            Attribution = new Attribution { Key = Key },
            Provider = provider,
            ModelRequested = Model,
            ModelServed = Model,
            ServiceTier = Tier == "standard" ? null : Tier,
            Lines = lines,
            Cost = priced ? known : null,
            KnownCost = known,
            EstimatedCost = estimated ? known : null,
            Priced = priced,
        };
    }

    private Bill Bill(string provider, string meter, long units)
    {
        UsageReport usage = new()
        {
            Source = UsageSource.Provider,
            Quantities = [new(meter, units, Provenance.Reported)],
            Conditions = Tier == "standard" ? [] : [new("service_tier", Tier)],
            Flags = [],
        };
        return RateBook.Embedded.Price(provider, usage, Model, At, null);
    }
}
