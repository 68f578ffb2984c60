using TokenLedger.Accounting.Budgets;

namespace TokenLedger.Ledger;

/// <summary>What came of folding balances again from the ledger's entries and comparing them with those in force.</summary>
/// <param name="Position">Entries folded: the comparison is as of there.</param>
/// <param name="Accounts">Accounts compared.</param>
/// <param name="Drifted">Accounts that differ. Always 0 in a sound gateway.</param>
/// <param name="Differences">The first of them, at most <see cref="MostDifferences"/>.</param>
/// <param name="IsWhole">Whether every budget was compared; not when they were changed meanwhile.</param>
public sealed record BalanceComparison(
    long Position,
    long Accounts,
    long Drifted,
    IReadOnlyList<BalanceDifference> Differences,
    bool IsWhole
)
{
    /// <summary>Most differences told one by one.</summary>
    public const int MostDifferences = 20;
}
