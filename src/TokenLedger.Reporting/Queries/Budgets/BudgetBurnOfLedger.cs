using TokenLedger.Accounting.Budgets;
using TokenLedger.Ledger;

namespace TokenLedger.Reporting.Queries.Budgets;

/// <summary>Asks with the budgets and balances of a ledger.</summary>
public static class BudgetBurnOfLedger
{
    /// <summary>How budgets are being used up, by the balances that the ledger has now.</summary>
    public static BudgetBurnReport BudgetBurn(this Views views, BudgetBurnQuery query, ILedger ledger)
    {
        ArgumentNullException.ThrowIfNull(views);
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(ledger);
        IReadOnlyList<Budget> budgets = [.. ledger.Budgets.Where(query.Means)];
        return views.BudgetBurn(
            query,
            budgets,
            [.. budgets.SelectMany(budget => ledger.Balances(budget.Id, query.Accounts * budget.Limits.Count))]
        );
    }
}
