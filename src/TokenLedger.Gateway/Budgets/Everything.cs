using TokenLedger.Accounting.Money;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Budgets;

/// <summary>
/// A hold larger than any limit. Asked with it, the ledger tells the standing of every limit that a call touches, also of
/// those far from full.
/// </summary>
internal static class Everything
{
    private const long Tokens = 1_000_000_000_000;

    private static readonly Usd s_amount = Usd.FromDecimal(1_000_000_000_000m);

    /// <summary>The authorization, asking for everything. Never appended.</summary>
    public static Entry AskedBy(Entry authorization) =>
        authorization with
        {
            Hold = new Hold(Tokens, Tokens, s_amount) { Expected = new HoldEstimate(Tokens, Tokens, s_amount) },
        };
}
