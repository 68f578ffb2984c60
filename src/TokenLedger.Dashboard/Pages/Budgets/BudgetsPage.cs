using TokenLedger.Accounting.Budgets;
using TokenLedger.Dashboard.Held;
using TokenLedger.Dashboard.Pages.Shell;

namespace TokenLedger.Dashboard.Pages.Budgets;

/// <summary>Budgets: all of them, the fullest first. Balances are the ledger's own, as of now.</summary>
internal static class BudgetsPage
{
    /// <summary>Budgets listed.</summary>
    public const int MostBudgets = 60;

    /// <summary>Accounts looked at of each: the fullest, and that there are more.</summary>
    public const int AccountsOfEach = 4;

    public static DashboardPage Definition { get; } =
        new("/budgets", "Budgets", ReadAsync)
        {
            Group = NavigationGroup.Control,
            Lead = "What may be spent, what was, and what is held for calls under way.",
            DefaultLast = null,
        };

    private static ValueTask<PageAnswer> ReadAsync(PageRequest request, CancellationToken cancellation)
    {
        HeldBudgets held = request.Gateway.Budgets();
        BudgetLine[] lines =
        [
            .. held
                .Budgets.Where(budget => IsWithin(budget.Budget, request.Scope.Tenant))
                .Select(budget => Line(budget, request, AccountsOfEach))
                .OrderByDescending(line => BudgetLine.ShareOf(line.Fullest))
                .ThenBy(line => line.Held.Budget.Id, StringComparer.Ordinal),
        ];
        bool seesAll = request.Scope.Tenant is null;
        BudgetsModel model = new(lines, seesAll ? held.Problems : [], request.Word("new") is not null);
        return ValueTask.FromResult(PageAnswer.Show<BudgetsView, BudgetsModel>(model));
    }

    /// <summary>Whether a budget is a reader's business: one bound to a tenant sees those whose scope names it.</summary>
    public static bool IsWithin(Budget budget, string? tenant) =>
        tenant is null || budget.Scope.Any(term => term.Dimension == "tenant" && term.Pattern == tenant);

    /// <summary>A budget with its fullest accounts.</summary>
    public static BudgetLine Line(HeldBudget held, PageRequest request, int accounts) =>
        new(
            held,
            [
                .. request
                    .Side.Ledger.Balances(held.Budget.Id, accounts)
                    .OrderByDescending(BudgetLine.ShareOf)
                    .ThenBy(account => BudgetWords.Member(account), StringComparer.Ordinal),
            ]
        );
}
