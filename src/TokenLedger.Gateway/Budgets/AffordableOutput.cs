using TokenLedger.Accounting.Budgets;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Budgets;

/// <summary>
/// How much output a strict budget can still afford, where the caller leaves the cap to us: a shorter answer is worth more
/// to him than a refusal.
/// </summary>
internal static class AffordableOutput
{
    /// <summary>Least tokens worth an answer: a budget that cannot afford them refuses.</summary>
    public const long Least = 256;

    /// <summary>The largest cap up to the wanted one whose hold fits what the budgets have left.</summary>
    /// <param name="ledger">Knows what is left.</param>
    /// <param name="bound">The call's bound.</param>
    /// <param name="asked">The call and its budgets.</param>
    /// <param name="wanted">The cap it would get with room enough, in tokens.</param>
    public static long Of(ILedger ledger, StrictBound bound, Reservation asked, long wanted)
    {
        Entry entry = asked.Authorization with { Hold = bound.With(wanted) };
        long most = wanted;
        foreach (BudgetFinding finding in ledger.WouldSay(entry))
        {
            if (finding.Kind == FindingKind.Exceeded && IsStrict(asked.Budgets, finding.Budget))
            {
                decimal left = finding.Limit - finding.Used - finding.Held;
                most = Math.Min(most, Largest(tokens => Asks(bound.With(tokens), finding) <= left, most));
            }
        }

        return Math.Min(wanted, Math.Max(Least, most));
    }

    private static bool IsStrict(IReadOnlyList<Budget> budgets, string id) =>
        budgets.Any(budget => budget.Id == id && budget.Hold == HoldMode.Strict);

    /// <summary>What a hold asks of a limit; nothing where the cap changes nothing.</summary>
    private static decimal Asks(Hold hold, BudgetFinding finding) =>
        finding.Unit switch
        {
            LimitUnit.Usd => hold.Amount is { } amount ? (decimal)amount.Pico / Accounting.Money.Usd.PicoPerDollar : 0,
            LimitUnit.Tokens when finding.Meter is null => hold.InputTokens + hold.OutputTokens,
            LimitUnit.Tokens when finding.Meter.Contains("output", StringComparison.Ordinal) => hold.OutputTokens,
            _ => 0,
        };

    /// <summary>The largest number up to <paramref name="most"/> that fits, or 0. More never fits better.</summary>
    private static long Largest(Func<long, bool> fits, long most)
    {
        long low = 0;
        long high = most;
        while (low < high)
        {
            long middle = low + (high - low + 1) / 2;
            (low, high) = fits(middle) ? (middle, high) : (low, middle - 1);
        }

        return low;
    }
}
