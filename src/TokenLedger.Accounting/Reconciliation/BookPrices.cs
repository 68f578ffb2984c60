using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Rates;

namespace TokenLedger.Accounting.Reconciliation;

/// <summary>What the rate book says about a model, remembered for the length of one reconciliation.</summary>
internal sealed class BookPrices(RateBook rates)
{
    private readonly Dictionary<(string, string, string, string, DateOnly), UnitPrice?> prices = [];
    private readonly Dictionary<(string, string), string> names = [];

    /// <summary>
    /// One name for all names of a model: the row's that the rate book matches it to, so that a dated snapshot and its
    /// family are one model exactly where they have one price; else the name itself, in lower case.
    /// </summary>
    public string Name(string provider, string model, DateTimeOffset at)
    {
        if (!names.TryGetValue((provider, model), out string? name))
        {
            name = rates.Find(provider, model, at)?.Row.Model ?? model.ToLowerInvariant();
            names.Add((provider, model), name);
        }

        return name;
    }

    /// <summary>The plain price of a meter in a tier on a day; null when the book has none.</summary>
    public UnitPrice? Find(string provider, string? model, string tier, string meter, DateOnly day)
    {
        if (model is null || meter == BookedLine.NoMeter)
        {
            return null;
        }

        (string, string, string, string, DateOnly) key = (provider, model, tier, meter, day);
        if (!prices.TryGetValue(key, out UnitPrice? price))
        {
            price = FindAnew(provider, model, tier, meter, day);
            prices.Add(key, price);
        }

        return price;
    }

    private UnitPrice? FindAnew(string provider, string model, string tier, string meter, DateOnly day)
    {
        DateTimeOffset noon = new(day, new TimeOnly(12, 0), TimeSpan.Zero);
        if (rates.Find(provider, model, noon) is not { } match)
        {
            return null;
        }

        UsageReport million = new()
        {
            Source = UsageSource.Provider,
            Quantities = [new(meter, UnitPrice.Million, Provenance.Reported)],
            Conditions = tier == Tiers.Standard ? [] : [new("service_tier", tier)],
            Flags = [],
        };
        Bill bill = RateBook.Price(match.Row, million, noon, null);
        return bill.Total is { } total ? UnitPrice.Of(total, UnitPrice.Million) : null;
    }
}
