using TokenLedger.Accounting.Budgets;
using TokenLedger.Dashboard.Held;

namespace TokenLedger.Dashboard.Pages.Budgets;

/// <summary>The budgets a reader may see, and how full they are.</summary>
/// <param name="Lines">The budgets, the fullest first.</param>
/// <param name="Problems">What was decided but is not in force.</param>
/// <param name="IsNew">Whether the page is asked to show the form of a new one.</param>
public sealed record BudgetsModel(IReadOnlyList<BudgetLine> Lines, IReadOnlyList<string> Problems, bool IsNew)
{
    /// <summary>Budgets in a state.</summary>
    public int CountOf(BudgetState state) => Lines.Count(line => line.State == state);

    /// <summary>Overrides that hold now or will.</summary>
    public int Overrides => Lines.Sum(line => line.Held.Overrides.Count);
}

/// <summary>A budget and its accounts.</summary>
/// <param name="Held">The budget.</param>
/// <param name="Accounts">Limits of accounts with use or holds, the fullest first.</param>
public sealed record BudgetLine(HeldBudget Held, IReadOnlyList<BudgetBalance> Accounts)
{
    /// <summary>The fullest account, or the limit as it stands where nothing was used.</summary>
    public BudgetBalance Fullest =>
        Accounts.Count > 0
            ? Accounts[0]
            : new(
                Held.Budget.Id,
                [],
                Held.Budget.Limits[0].Unit,
                Held.Budget.Limits[0].Meter,
                Held.Budget.Limits[0].Amount,
                0,
                0,
                null,
                null
            );

    /// <summary>How the budget is: how its fullest account is.</summary>
    public BudgetState State => StateOf(Fullest);

    /// <summary>The part of its limit that an account has used and holds; 1 or more when nothing is left.</summary>
    public static decimal ShareOf(BudgetBalance account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return account.Limit <= 0 ? 1 : (account.Used + account.Held) / account.Limit;
    }

    /// <summary>How an account is.</summary>
    public BudgetState StateOf(BudgetBalance account) =>
        ShareOf(account) switch
        {
            >= 1 => BudgetState.Reached,
            var share when share >= (Held.Budget.SoftPercent ?? BudgetWords.UsualSoftPercent) / 100 => BudgetState.Near,
            _ => BudgetState.Fine,
        };
}

/// <summary>How full a budget is.</summary>
public enum BudgetState
{
    /// <summary>Below its soft limit.</summary>
    Fine,

    /// <summary>Beyond its soft limit.</summary>
    Near,

    /// <summary>Nothing is left.</summary>
    Reached,
}
