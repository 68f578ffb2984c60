using TokenLedger.Accounting.Budgets;
using TokenLedger.Dashboard.Held;
using TokenLedger.Dashboard.Pages.Shell;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Budgets;

namespace TokenLedger.Dashboard.Pages.Budgets;

/// <summary>One budget: its accounts, its terms, its overrides.</summary>
internal static class BudgetPage
{
    /// <summary>Accounts listed, the fullest.</summary>
    public const int MostAccounts = 50;

    public static DashboardPage Definition { get; } = new("/budgets/{id}", "Budget", ReadAsync) { DefaultLast = null };

    private static async ValueTask<PageAnswer> ReadAsync(PageRequest request, CancellationToken cancellation)
    {
        string id = request.Parts["id"];
        HeldBudget? held = request
            .Gateway.Budgets()
            .Budgets.FirstOrDefault(one =>
                one.Budget.Id == id && BudgetsPage.IsWithin(one.Budget, request.Scope.Tenant)
            );
        if (held is null)
        {
            return PageAnswer.Missing("There is no such budget.");
        }

        using Views? views = await request.OpenViewsAsync(cancellation).ConfigureAwait(false);
        BudgetBurnQuery question = new()
        {
            Now = request.Now,
            Budget = id,
            Tenant = request.Scope.Tenant,
            Accounts = 1,
        };
        // Balances are the ledger's own: they are told also while the views are being built.
        IReadOnlyList<AccountBurn> burns = views?.BudgetBurn(question, request.Side.Ledger).Accounts ?? [];
        BudgetModel model = new(
            BudgetsPage.Line(held, request, MostAccounts),
            burns.MaxBy(one => BudgetLine.ShareOf(one.Balance))
        );
        PageAnswer answer = PageAnswer.Show<BudgetView, BudgetModel>(model) with
        {
            Title = id,
            Lead = held.Budget.Description ?? $"Counts {BudgetWords.Scope(held.Budget)}.",
        };
        return await BudgetsPage.WithSpendingAsync(answer, request, cancellation).ConfigureAwait(false);
    }
}

/// <summary>One budget.</summary>
/// <param name="Line">The budget and its accounts.</param>
/// <param name="Burn">How its fullest account is being used up; null where nothing was used, and while views are built.</param>
public sealed record BudgetModel(BudgetLine Line, AccountBurn? Burn);
