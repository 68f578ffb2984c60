using TokenLedger.Accounting.Budgets;
using TokenLedger.Gateway.Hosting;

namespace TokenLedger.Gateway.Administration.Budgets;

/// <summary>Which budgets someone bound to a tenant sees and changes: those for that tenant's calls and no others.</summary>
internal static class BudgetScope
{
    /// <summary>Whether the budget is within what the principal may see.</summary>
    public static bool IsWithin(Budget budget, Principal who) =>
        who.Tenant is null || budget.Scope.Any(term => term.Dimension == "tenant" && term.Pattern == who.Tenant);

    /// <summary>Whether the principal may set a budget: it, and the one of its name that it would replace, are his.</summary>
    public static bool MaySet(Budget budget, BudgetInForce? before, Principal who) =>
        IsWithin(budget, who) && (before is null || IsWithin(before.Budget, who));

    /// <summary>Answers that it is not.</summary>
    public static Task RefuseAsync(HttpContext http, Principal who) =>
        AdminAnswer.RefuseAsync(
            http,
            403,
            "permission_error",
            $"You administer the tenant \"{who.Tenant}\" only: the scope must have \"tenant\": \"{who.Tenant}\"."
        );
}
