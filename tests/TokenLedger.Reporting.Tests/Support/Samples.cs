using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Reporting.Tests.Support;

/// <summary>Entries as the gateway writes them.</summary>
public static class Samples
{
    public static DateTimeOffset Began { get; } = new(2026, 11, 1, 0, 0, 0, default);

    public static Usd Dollars(string amount) =>
        Usd.TryParse(amount, out Usd usd) ? usd : throw new FormatException($"'{amount}' is no amount.");

    public static Entry Authorization(
        string provider = "openai",
        string model = "gpt-5.6-sol",
        Attribution? who = null,
        string? hold = "0.5",
        DateTimeOffset? at = null
    ) =>
        new()
        {
            Kind = EntryKind.Authorization,
            Id = Guid.CreateVersion7(),
            OccurredAt = at ?? Began,
            Call = Guid.CreateVersion7(),
            Attempt = 1,
            Attribution = who ?? Attribution.None,
            Provider = provider,
            Upstream = provider,
            Api = provider + ".chat",
            ModelRequested = model,
            Hold = new(100, 1000, hold is null ? null : Dollars(hold)),
        };

    public static Entry TopUp(Entry authorization) =>
        authorization with
        {
            Id = Guid.CreateVersion7(),
            CausedBy = authorization.Id,
            Hold = new(0, 500, Dollars("0.125")) { Expected = new(0, 1024, Dollars("0.01")) },
        };

    public static Entry Settlement(Entry authorization, string? cost, string? known = null, string? estimated = null) =>
        new()
        {
            Kind = EntryKind.Settlement,
            Id = Guid.CreateVersion7(),
            OccurredAt = authorization.OccurredAt,
            Call = authorization.Call,
            Attempt = 1,
            Settles = authorization.Id,
            Attribution = authorization.Attribution,
            Provider = authorization.Provider,
            Upstream = authorization.Upstream,
            Api = authorization.Api,
            ModelRequested = authorization.ModelRequested,
            Lines = [Line(Meters.Input, 100, cost is null ? known : cost), Line(Meters.Output, 7, "0")],
            Cost = cost is null ? null : Dollars(cost),
            KnownCost = Dollars(known ?? cost ?? "0"),
            EstimatedCost = estimated is null ? null : Dollars(estimated),
            Priced = cost is not null,
            UsageSource = UsageSource.Provider,
            Outcome = "served",
            HttpStatus = 200,
            LatencyMs = 812,
            FirstByteMs = 90,
        };

    public static Entry Void(Entry authorization) =>
        new()
        {
            Kind = EntryKind.Void,
            Id = Guid.CreateVersion7(),
            OccurredAt = authorization.OccurredAt,
            Call = authorization.Call,
            Settles = authorization.Id,
            Outcome = "upstream_refused",
            HttpStatus = 401,
        };

    public static Entry Adjustment(Entry corrected, string amount, bool? priced = null) =>
        new()
        {
            Kind = EntryKind.Adjustment,
            Id = Guid.CreateVersion7(),
            OccurredAt = Began.AddDays(1),
            Call = corrected.Call,
            Corrects = corrected.Id,
            Cost = Dollars(amount),
            KnownCost = Dollars(amount),
            Priced = priced,
            Reason = "rerate",
        };

    public static LineItem Line(string meter, decimal quantity, string? amount) =>
        new()
        {
            Meter = meter,
            Quantity = quantity,
            Provenance = Provenance.Reported,
            Rate = amount is null ? null : "1.25",
            Per = amount is null ? 0 : 1_000_000,
            Amount = amount is null ? null : Dollars(amount),
        };

    /// <summary>A settled call, with its two entries.</summary>
    public static (Entry Authorization, Entry Settlement) Call(
        MemoryLedger ledger,
        string? cost,
        string provider = "openai",
        string model = "gpt-5.6-sol",
        Attribution? who = null,
        DateTimeOffset? at = null
    )
    {
        Entry authorization = Authorization(provider, model, who, at: at);
        Entry settlement = Settlement(authorization, cost);
        ledger.Append(authorization);
        ledger.Append(settlement);
        return (authorization, settlement);
    }
}
