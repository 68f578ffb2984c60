namespace TokenLedger.Accounting.Budgets;

/// <summary>An account that two folds of the same entries do not agree on.</summary>
/// <param name="Budget">The budget's id.</param>
/// <param name="Member">Whose account it is.</param>
/// <param name="Unit">Of which limit.</param>
/// <param name="InForce">Used and held as they are in force.</param>
/// <param name="Folded">Used and held as the entries fold to.</param>
public sealed record BalanceDifference(
    string Budget,
    IReadOnlyList<KeyValuePair<string, string>> Member,
    LimitUnit Unit,
    (decimal Used, decimal Held) InForce,
    (decimal Used, decimal Held) Folded
);

/// <summary>What came of comparing an account.</summary>
/// <param name="IsCompared">Whether it was compared; not where whose account is whose depends on where a fold began.</param>
/// <param name="Difference">Where the folds do not agree on it; null when they do.</param>
public readonly record struct AccountComparison(bool IsCompared, BalanceDifference? Difference);

public sealed partial class BudgetBalances
{
    /// <summary>Compares an account with what another fold of the same entries and budgets makes of it.</summary>
    /// <param name="place">Which account, below <see cref="Accounts"/>. The last one takes the place of one that goes.</param>
    /// <param name="again">The other fold, at the same position of the ledger.</param>
    /// <param name="now">The instant of comparison, UTC ticks.</param>
    public AccountComparison Compare(int place, BudgetBalances again, long now)
    {
        ArgumentNullException.ThrowIfNull(again);
        BudgetAccount mine = _accounts[place];
        return IsCrowded(mine.Plan) || again.IsCrowded(mine.Plan)
            ? default
            : new(IsCompared: true, Difference(mine, again._byPlan[mine.Plan.Number]?.Find(mine.Member), now));
    }

    /// <summary>Compares an account of another fold that these balances may not have.</summary>
    /// <param name="again">The other fold, at the same position of the ledger.</param>
    /// <param name="place">Which account of the other fold.</param>
    /// <param name="now">The instant of comparison, UTC ticks.</param>
    /// <returns>Not compared when there is one here too: it has a place of its own.</returns>
    public AccountComparison Missing(BudgetBalances again, int place, long now)
    {
        ArgumentNullException.ThrowIfNull(again);
        BudgetAccount other = again._accounts[place];
        return
            _byPlan[other.Plan.Number]?.Find(other.Member) is not null
            || IsCrowded(other.Plan)
            || again.IsCrowded(other.Plan)
            ? default
            : new(IsCompared: true, Difference(null, other, now));
    }

    /// <summary>
    /// Whether a budget has, or had, more members than accounts: then whose account is whose follows from the order in
    /// which they came, and folds that begin at different entries may differ.
    /// </summary>
    private bool IsCrowded(BudgetPlan plan) =>
        _byPlan[plan.Number] is { } accounts
        && (
            accounts.Count >= MostMembers
            || (plan.Per.Length > 0 && accounts.Find(PlanAccounts.OthersOf(plan)) is not null)
        );

    private static BalanceDifference? Difference(BudgetAccount? mine, BudgetAccount? other, long now)
    {
        BudgetAccount either = (mine ?? other)!;
        BudgetPlan plan = either.Plan;
        for (int i = 0; i < plan.Limits.Length; i++)
        {
            (Int128 Used, Int128 Held) left = mine?.Sum(i, now) ?? default;
            (Int128 Used, Int128 Held) right = other?.Sum(i, now) ?? default;
            if (left != right)
            {
                return new(
                    plan.Budget.Id,
                    MemberValues.Of(plan, either.Member),
                    plan.Limits[i].Unit,
                    (Quantity.Number(left.Used), Quantity.Number(left.Held)),
                    (Quantity.Number(right.Used), Quantity.Number(right.Held))
                );
            }
        }

        return null;
    }
}
