using TokenLedger.Accounting.Budgets;

namespace TokenLedger.Gateway.Budgets;

/// <summary>
/// Budgets of a provider, an upstream or a model, whoever calls. When one of them is used up, it is the upstream that has
/// nothing left, not the caller: the call may go on elsewhere.
/// </summary>
internal static class UpstreamBudgets
{
    private static readonly string[] s_dimensions = ["provider", "upstream", "model"];

    /// <summary>Whether none but such budgets refuse.</summary>
    /// <param name="findings">What the budgets said.</param>
    /// <param name="budgets">The budgets that were asked.</param>
    public static bool AloneRefuse(IReadOnlyList<BudgetFinding> findings, IReadOnlyList<Budget> budgets)
    {
        bool any = false;
        foreach (BudgetFinding finding in findings)
        {
            if (!finding.Refuses)
            {
                continue;
            }

            if (
                budgets.FirstOrDefault(budget => budget.Id == finding.Budget) is not { } budget
                || !IsOfUpstream(budget)
            )
            {
                return false;
            }

            any = true;
        }

        return any;
    }

    private static bool IsOfUpstream(Budget budget) =>
        budget.Scope.Count + budget.Per.Count > 0
        && budget.Scope.All(term => s_dimensions.Contains(term.Dimension))
        && budget.Per.All(dimension => s_dimensions.Contains(dimension));
}
