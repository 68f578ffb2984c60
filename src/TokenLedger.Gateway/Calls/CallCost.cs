using TokenLedger.Accounting.Money;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Calls;

/// <summary>What a call has cost so far: every attempt is billed as it was served.</summary>
internal static class CallCost
{
    /// <summary>The sum over the settlements of all attempts; null when one of them is unpriced.</summary>
    public static Usd? Of(InferenceCall call)
    {
        if (call.Attempt.Number == 1)
        {
            return call.Settlement?.Cost;
        }

        Usd sum = Usd.Zero;
        foreach (Attempt attempt in call.Attempts)
        {
            if (attempt.Settlement is not { } settlement)
            {
                continue; // a void costs nothing
            }

            if (settlement.Cost is not { } cost)
            {
                return null;
            }

            sum += cost;
        }

        return sum;
    }
}
