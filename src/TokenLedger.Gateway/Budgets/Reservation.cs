using TokenLedger.Accounting.Budgets;
using TokenLedger.Gateway.Budgets.Learning;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Budgets;

/// <summary>What a call asks of the budgets that cover it.</summary>
/// <param name="Authorization">The authorization to append.</param>
/// <param name="Budgets">The budgets that cover it.</param>
internal sealed record Reservation(Entry Authorization, IReadOnlyList<Budget> Budgets)
{
    /// <summary>Why it cannot even be asked; null when it can.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>
    /// What it would expect with an answer of so many tokens, where nothing has been learned of calls like it; null where
    /// the expectation is more than a guess.
    /// </summary>
    public Func<long, HoldEstimate>? Guess { get; init; }

    /// <summary>
    /// The same with a smaller guess, after these findings; null when there is none, or when it would be refused all the same.
    /// A guess must not refuse what the budget may well afford: the stream tops it up, and what was used is debited.
    /// </summary>
    public Reservation? Smaller(IReadOnlyList<BudgetFinding> findings)
    {
        bool isOfAmounts = findings
            .Where(finding => finding.Refuses)
            .All(finding => finding is { Kind: FindingKind.Exceeded, Unit: LimitUnit.Usd or LimitUnit.Tokens });
        return
            Guess is not null
            && isOfAmounts
            && Authorization.Hold is { Expected: { OutputTokens: > UsageHistory.LeastOutput } expected } hold
            ? this with
            {
                Authorization = Authorization with
                {
                    Hold = hold with
                    {
                        Expected = Guess(Math.Max(UsageHistory.LeastOutput, expected.OutputTokens / 2)),
                    },
                },
            }
            : null;
    }

    /// <summary>The output cap that was set for a strict hold, in tokens; null when none was.</summary>
    public long? CappedAt { get; init; }
}

/// <summary>What an attempt has reserved, for topping up.</summary>
/// <param name="Authorization">Its first authorization.</param>
/// <param name="Budgets">The budgets that cover it.</param>
internal sealed record Reserved(Entry Authorization, IReadOnlyList<Budget> Budgets);
