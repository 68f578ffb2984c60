using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Policies;
using TokenLedger.Accounting.Rates;
using TokenLedger.Ledger.Adjusting;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Policies.Replay;

/// <summary>What a rule would have saved on a settled call. Exact; null when it cannot be told.</summary>
internal static class CallSavings
{
    public static Usd? Of(PolicyRule rule, Entry settlement, RateBook book) =>
        rule.Action switch
        {
            PolicyAction.Deny or PolicyAction.RequireApproval => settlement.Cost,
            PolicyAction.SetModel => OfModel(rule.Model!, settlement, book),
            PolicyAction.CapOutput => OfCap(rule.MaxOutputTokens!.Value, settlement),
            _ => Usd.Zero,
        };

    /// <summary>The same quantities at the other model's rates of that time.</summary>
    private static Usd? OfModel(string model, Entry settlement, RateBook book)
    {
        if (model == settlement.ModelRequested || settlement.Cost == Usd.Zero)
        {
            return Usd.Zero;
        }

        Entry other = settlement with { ModelRequested = model, ModelServed = null };
        Rerating rerating = Rerating.Of(other, [], book);
        bool isTold =
            settlement.Cost is not null && rerating is { IsPriced: true } and not { State: ReratingState.NotRerated };
        return isTold ? -rerating.Difference : null;
    }

    /// <summary>The part of the output beyond the limit, at the rate it had.</summary>
    private static Usd? OfCap(long tokens, Entry settlement)
    {
        if (settlement.Cost is null)
        {
            return null;
        }

        decimal excess = settlement.Lines.Where(IsOutput).Sum(line => line.Quantity) - tokens;
        Usd saved = Usd.Zero;
        // What is said last is cut first; reasoning comes before.
        foreach (LineItem line in settlement.Lines.Where(IsOutput).OrderBy(line => line.Meter, StringComparer.Ordinal))
        {
            decimal cut = Math.Min(Math.Max(0, excess), line.Quantity);
            excess -= cut;
            if (cut > 0)
            {
                saved += line.Amount is { } amount ? Part(amount, cut, line.Quantity) : Usd.Zero;
            }
        }

        return saved;
    }

    private static bool IsOutput(LineItem line) => line.Meter is Meters.Output or Meters.OutputReasoning;

    private static Usd Part(Usd amount, decimal part, decimal whole) =>
        part == whole ? amount : new(amount.Pico * (Int128)(long)part / (Int128)(long)whole);
}
