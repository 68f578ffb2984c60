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

public sealed partial class BudgetBalances
{
    /// <summary>The members of a budget that have an account.</summary>
    public IEnumerable<string> MembersOf(string budget) => AccountsOf(budget).Select(account => account.Member);

    /// <summary>
    /// Whether a budget has, or had, more members than accounts: then whose account is whose follows from the order in
    /// which they came, and folds that begin at different entries may differ.
    /// </summary>
    public bool IsCrowded(string budget) =>
        Book.Find(budget) is { } plan
        && _byPlan[plan.Number] is { } accounts
        && (
            accounts.Count >= MostMembers
            || (plan.Per.Length > 0 && accounts.Find(PlanAccounts.OthersOf(plan)) is not null)
        );

    /// <summary>Where a member's account is not what another fold of the same entries makes of it; null when it is.</summary>
    /// <param name="again">The other fold, at the same position of the ledger.</param>
    /// <param name="budget">A budget of both.</param>
    /// <param name="member">Whose account.</param>
    /// <param name="now">The instant of comparison, UTC ticks.</param>
    public BalanceDifference? Compare(BudgetBalances again, string budget, string member, long now)
    {
        ArgumentNullException.ThrowIfNull(again);
        BudgetPlan plan = Book.Find(budget)!;
        BudgetAccount? mine = _byPlan[plan.Number]?.Find(member);
        BudgetAccount? other = again._byPlan[again.Book.Find(budget)!.Number]?.Find(member);
        for (int i = 0; i < plan.Limits.Length; i++)
        {
            (Int128 Used, Int128 Held) left = mine?.Sum(i, now) ?? default;
            (Int128 Used, Int128 Held) right = other?.Sum(i, now) ?? default;
            if (left != right)
            {
                return new(
                    budget,
                    MemberValues.Of(plan, member),
                    plan.Limits[i].Unit,
                    (Quantity.Number(left.Used), Quantity.Number(left.Held)),
                    (Quantity.Number(right.Used), Quantity.Number(right.Held))
                );
            }
        }

        return null;
    }

    private IEnumerable<BudgetAccount> AccountsOf(string budget) =>
        Book.Find(budget) is { } plan && _byPlan[plan.Number] is { } accounts ? accounts.All : [];
}
