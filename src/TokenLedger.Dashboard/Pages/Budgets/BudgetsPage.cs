using TokenLedger.Accounting.Budgets;
using TokenLedger.Dashboard.Held;
using TokenLedger.Dashboard.Pages.Elements;
using TokenLedger.Dashboard.Pages.Shell;
using TokenLedger.Reporting.Queries;

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

    private static async ValueTask<PageAnswer> ReadAsync(PageRequest request, CancellationToken cancellation)
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
        return await WithSpendingAsync(PageAnswer.Show<BudgetsView, BudgetsModel>(model), request, cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>
    /// With what this month's spending rests on: a balance counts what is booked, wherever it is known from. Balances are the
    /// ledger's own, so pages of budgets are shown also while the views are being built.
    /// </summary>
    public static async ValueTask<PageAnswer> WithSpendingAsync(
        PageAnswer answer,
        PageRequest request,
        CancellationToken cancellation
    )
    {
        using Views? views = await request.OpenViewsAsync(cancellation).ConfigureAwait(false);
        DateTimeOffset month = new(request.Now.UtcDateTime.Year, request.Now.UtcDateTime.Month, 1, 0, 0, 0, default);
        return views is null
            ? answer
            : answer with
            {
                AsOfEntry = views.Position,
                RestsOn = Spending.Of(views, new CostQuery { Window = new(month, null) }.Within(request.Scope.Tenant)),
                RestsOnWhat = "All spending of this month",
            };
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
