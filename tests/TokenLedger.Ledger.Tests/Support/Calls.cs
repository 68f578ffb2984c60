using TokenLedger.Accounting.Budgets;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Ledger.Tests.Support;

/// <summary>Entries of calls and budgets, with what budgets look at.</summary>
internal static class Calls
{
    public static Usd Dollars(decimal amount) => Usd.FromDecimal(amount);

    public static Entry Authorization(
        decimal? bound,
        Attribution? who = null,
        decimal? expected = null,
        Guid? call = null
    ) =>
        new()
        {
            Kind = EntryKind.Authorization,
            Id = Guid.CreateVersion7(Samples.Noon),
            OccurredAt = Samples.Noon,
            Call = call ?? Guid.CreateVersion7(Samples.Noon),
            Attempt = 1,
            Attribution = who ?? Attribution.None,
            Provider = "openai",
            Upstream = "openai",
            ModelRequested = "gpt-5.6-sol",
            Hold = new Hold(100, 200, bound is { } usd ? Dollars(usd) : null)
            {
                Expected = expected is { } part ? new HoldEstimate(100, 20, Dollars(part)) : null,
            },
        };

    public static Entry TopUp(Entry authorization, decimal expected) =>
        authorization with
        {
            Id = Guid.CreateVersion7(Samples.Noon),
            CausedBy = authorization.Id,
            Hold = new Hold(0, 0, Usd.Zero) { Expected = new HoldEstimate(0, 20, Dollars(expected)) },
        };

    public static Entry Settlement(Entry authorization, decimal? cost, long output = 20, int tools = 0) =>
        new()
        {
            Kind = EntryKind.Settlement,
            Id = Guid.CreateVersion7(Samples.Noon),
            OccurredAt = Samples.Noon,
            Call = authorization.Call,
            Attempt = authorization.Attempt,
            Settles = authorization.Id,
            Attribution = authorization.Attribution,
            Lines =
            [
                Line(Meters.Input, 100, Usd.Zero),
                Line(Meters.OutputReasoning, output, cost is { } usd ? Dollars(usd) : null),
            ],
            Cost = cost is { } all ? Dollars(all) : null,
            KnownCost = cost is { } known ? Dollars(known) : Usd.Zero,
            Priced = cost is not null,
            ToolsCalled = [.. Enumerable.Repeat("search", tools)],
            Outcome = "served",
        };

    public static Entry Void(Entry authorization) => Samples.Void(authorization.Id) with { Call = authorization.Call };

    public static Entry Adjustment(decimal cost, DateTimeOffset occurred, Attribution? who = null) =>
        new()
        {
            Kind = EntryKind.Adjustment,
            Id = Guid.CreateVersion7(Samples.Noon),
            OccurredAt = occurred,
            Attribution = who ?? Attribution.None,
            Provider = "openai",
            Lines = [Line("credit", 1, Dollars(cost))],
            Cost = Dollars(cost),
            Reason = "goodwill",
        };

    public static Budget Budget(string id, decimal usd, BudgetWindow? window = null) =>
        new()
        {
            Id = id,
            Limits = [new(LimitUnit.Usd, usd)],
            Window = window ?? new(WindowKind.Lifetime),
            Hold = HoldMode.Strict,
        };

    private static LineItem Line(string meter, decimal quantity, Usd? amount) =>
        new()
        {
            Meter = meter,
            Quantity = quantity,
            Provenance = Provenance.Reported,
            Amount = amount,
        };
}
