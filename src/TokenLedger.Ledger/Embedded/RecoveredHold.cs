using TokenLedger.Accounting.Budgets;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Ledger.Embedded;

/// <summary>
/// Settles an authorization whose process died. What the call really cost is unknown, so the whole hold is booked, as
/// an estimate and flagged; an adjustment can correct it when the provider's figure is known.
/// </summary>
internal static class RecoveredHold
{
    /// <summary>The meter of a line that books a hold as one amount.</summary>
    public const string Meter = CallUse.HeldMeter;

    /// <param name="authorization">The authorization.</param>
    /// <param name="topUps">Its top-ups.</param>
    /// <param name="now">The clock.</param>
    public static Entry Settle(Entry authorization, IReadOnlyList<Entry> topUps, DateTimeOffset now)
    {
        Hold? hold = Most(authorization.Hold, topUps);
        Usd? amount = hold?.Amount;
        return new Entry
        {
            Kind = EntryKind.Settlement,
            Id = Guid.CreateVersion7(now),
            OccurredAt = authorization.OccurredAt,
            Call = authorization.Call,
            Attempt = authorization.Attempt,
            Settles = authorization.Id,
            Attribution = authorization.Attribution,
            Provider = authorization.Provider,
            Upstream = authorization.Upstream,
            Api = authorization.Api,
            ModelRequested = authorization.ModelRequested,
            ServiceTier = authorization.ServiceTier,
            Region = authorization.Region,
            Streamed = authorization.Streamed,
            Lines = amount is { } usd ? [Whole(usd)] : Unpriced(hold),
            Cost = amount,
            KnownCost = amount ?? Usd.Zero,
            EstimatedCost = amount,
            Priced = amount is not null,
            UsageSource = UsageSource.Estimated,
            Flags = ["recovered"],
            Outcome = "crash",
            RequestDigest = authorization.RequestDigest,
            TraceId = authorization.TraceId,
            ParentSpanId = authorization.ParentSpanId,
        };
    }

    // The bound, or what was reserved bit by bit when that came to more.
    private static Hold? Most(Hold? hold, IReadOnlyList<Entry> topUps)
    {
        if (hold is null || topUps.Count == 0)
        {
            return hold;
        }

        TokenBound sum = BudgetFacts.HoldOf(hold).Under(HoldMode.Elastic);
        foreach (Entry topUp in topUps)
        {
            TokenBound more = BudgetFacts.HoldOf(topUp.Hold).Under(HoldMode.Elastic);
            Usd? amount = sum.Amount is { } known ? known + (more.Amount ?? Usd.Zero) : null;
            sum = new TokenBound(sum.InputTokens + more.InputTokens, sum.OutputTokens + more.OutputTokens, amount);
        }

        return new Hold(
            Math.Max(hold.InputTokens, sum.InputTokens),
            Math.Max(hold.OutputTokens, sum.OutputTokens),
            hold.Amount is { } bound && sum.Amount is { } reserved && bound < reserved ? reserved : hold.Amount
        );
    }

    private static LineItem Whole(Usd amount) =>
        new()
        {
            Meter = Meter,
            Quantity = 1,
            Provenance = Provenance.Estimated,
            Rate = amount.ToString(),
            Per = 1,
            Amount = amount,
        };

    private static List<LineItem> Unpriced(Hold? hold)
    {
        List<LineItem> lines = [];
        Add(lines, Meters.Input, hold?.InputTokens ?? 0);
        Add(lines, Meters.Output, hold?.OutputTokens ?? 0);
        return lines;
    }

    private static void Add(List<LineItem> lines, string meter, long tokens)
    {
        if (tokens > 0)
        {
            lines.Add(
                new LineItem
                {
                    Meter = meter,
                    Quantity = tokens,
                    Provenance = Provenance.Estimated,
                }
            );
        }
    }
}
