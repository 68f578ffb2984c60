using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;
using TokenLedger.Accounting.Reconciliation;

namespace TokenLedger.Accounting.Tests.Reconciliation;

/// <summary>A call that really took place, as each side may have seen it.</summary>
internal sealed record Deed(DateTimeOffset At, string Model, long Input, long Output)
{
    public string Tier { get; init; } = Tiers.Standard;
    public string? Key { get; init; }
}

/// <summary>
/// Both sides of a bill, made of the same calls until a cause is planted: in the calls only one side has, in the
/// price or the tier one side uses, in the day it books.
/// </summary>
internal sealed class Statement
{
    public const string Model = "gpt-4.1";

    private static readonly ReconcileTerms _terms = new(RateBook.Embedded);
    private long _next;

    public List<BookedLine> Ours { get; } = [];
    public List<ProviderLine> Usage { get; } = [];
    public List<ProviderLine> Costs { get; } = [];

    /// <summary>One unit of the last decimal of charges.</summary>
    public Usd Step { get; set; } = new(1);

    public bool UsageStatesTier { get; set; } = true;
    public bool CostStatesTier { get; set; }
    public bool CostStatesMeter { get; set; } = true;

    public static DateTimeOffset At(int day, int hour, int minute = 0, int second = 0) =>
        new(2026, 11, day, hour, minute, second, TimeSpan.Zero);

    public static Usd Dollars(string text) =>
        Usd.TryParse(text, out Usd amount) ? amount : throw new FormatException(text);

    /// <summary>What a call costs by the book.</summary>
    public static Usd Price(string model, string tier, string meter, decimal units)
    {
        UsageReport usage = new()
        {
            Source = UsageSource.Provider,
            Quantities = [new(meter, units, Provenance.Reported)],
            Conditions = tier == Tiers.Standard ? [] : [new("service_tier", tier)],
            Flags = [],
        };
        return RateBook.Embedded.Price("openai", usage, model, At(3, 0), null).Total!.Value;
    }

    /// <summary>Both sides have it, and agree.</summary>
    public void Both(Deed deed)
    {
        Book(deed);
        Bill(deed);
    }

    /// <summary>The ledger books it.</summary>
    public void Book(Deed deed, bool priced = true, bool estimated = false)
    {
        long call = _next++;
        foreach ((string meter, long units) in Parts(deed))
        {
            Ours.Add(
                new()
                {
                    Call = call,
                    At = deed.At,
                    Provider = "openai",
                    Model = deed.Model,
                    Tier = deed.Tier == Tiers.Standard ? null : deed.Tier,
                    Key = deed.Key,
                    Meter = meter,
                    Quantity = units,
                    Amount = priced ? Price(deed.Model, deed.Tier, meter, units) : null,
                    Estimated = estimated,
                }
            );
        }
    }

    /// <summary>The provider counts and charges it.</summary>
    /// <param name="deed">The call.</param>
    /// <param name="day">The day it books; null for the UTC day.</param>
    /// <param name="price">Its prices per million, by meter; null for the book's.</param>
    public void Bill(Deed deed, int? day = null, Func<string, decimal>? price = null)
    {
        DateOnly on = day is { } own ? new(2026, 11, own) : DateOnly.FromDateTime(deed.At.UtcDateTime);
        foreach ((string meter, long units) in Parts(deed))
        {
            Usd amount = price is null
                ? Price(deed.Model, deed.Tier, meter, units)
                : new((Int128)(price(meter) * 1_000_000m * units));
            ProviderLine line = Line(on, deed) with { Meter = meter };
            Usage.Add(line with { Quantity = units, Tier = UsageStatesTier ? deed.Tier : null });
            Costs.Add(
                line with
                {
                    Amount = amount,
                    Tier = CostStatesTier ? deed.Tier : null,
                    Meter = CostStatesMeter ? meter : null,
                }
            );
        }
    }

    public ReconciliationReport Reconcile(ReconcileTerms? terms = null, bool usage = true, bool costs = true) =>
        Reconciler.Run(Export(usage, costs), Ours, terms ?? _terms);

    /// <summary>The export: charges summed per day, model, key, tier and meter, then rounded to the step.</summary>
    public ProviderExport Export(bool usage, bool costs)
    {
        HashSet<string> meters = [Meters.Input, Meters.CacheRead, Meters.Output];
        return new()
        {
            Lines = [.. usage ? Sums(Usage).Select(Counted) : [], .. costs ? Sums(Costs).Select(Charged) : []],
            UsageMeters = usage ? meters : [],
            CostMeters = costs && CostStatesMeter ? meters : [],
            AmountStep = costs ? Step : Usd.Zero,
        };
    }

    private static ProviderLine Line(DateOnly day, Deed deed)
    {
        DateTimeOffset from = new(day, TimeOnly.MinValue, TimeSpan.Zero);
        return new()
        {
            Place = "test",
            Provider = "openai",
            Day = day,
            From = from,
            To = from.AddDays(1),
            Model = deed.Model,
            Key = deed.Key,
        };
    }

    private static IEnumerable<IGrouping<ProviderLine, ProviderLine>> Sums(List<ProviderLine> lines) =>
        lines.GroupBy(line => line with { Quantity = null, Amount = null });

    private static ProviderLine Counted(IGrouping<ProviderLine, ProviderLine> lines) =>
        lines.Key with
        {
            Quantity = lines.Sum(line => line.Quantity),
        };

    private ProviderLine Charged(IGrouping<ProviderLine, ProviderLine> lines)
    {
        Int128 pico = lines.Aggregate(Int128.Zero, (sum, line) => sum + line.Amount!.Value.Pico);
        Int128 step = Step.Pico;
        return lines.Key with { Amount = new((pico + step / 2) / step * step) };
    }

    private static IEnumerable<(string Meter, long Units)> Parts(Deed deed)
    {
        if (deed.Input > 0)
        {
            yield return (Meters.Input, deed.Input);
        }

        if (deed.Output > 0)
        {
            yield return (Meters.Output, deed.Output);
        }
    }
}
