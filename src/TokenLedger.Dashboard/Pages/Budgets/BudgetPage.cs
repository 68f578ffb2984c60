using TokenLedger.Accounting.Budgets;
using TokenLedger.Dashboard.Held;
using TokenLedger.Dashboard.Pages.Shell;

namespace TokenLedger.Dashboard.Pages.Budgets;

/// <summary>One budget: its accounts, its terms, its overrides.</summary>
internal static class BudgetPage
{
    /// <summary>Accounts listed, the fullest.</summary>
    public const int MostAccounts = 50;

    public static DashboardPage Definition { get; } = new("/budgets/{id}", "Budget", ReadAsync) { DefaultLast = null };

    private static ValueTask<PageAnswer> ReadAsync(PageRequest request, CancellationToken cancellation)
    {
        string id = request.Parts["id"];
        HeldBudget? held = request
            .Gateway.Budgets()
            .Budgets.FirstOrDefault(one =>
                one.Budget.Id == id && BudgetsPage.IsWithin(one.Budget, request.Scope.Tenant)
            );
        if (held is null)
        {
            return ValueTask.FromResult(PageAnswer.Missing("There is no such budget."));
        }

        BudgetModel model = new(BudgetsPage.Line(held, request, MostAccounts));
        return ValueTask.FromResult(
            PageAnswer.Show<BudgetView, BudgetModel>(model) with
            {
                Title = id,
                Lead = held.Budget.Description ?? $"Counts {BudgetWords.Scope(held.Budget)}.",
            }
        );
    }
}

/// <summary>One budget.</summary>
/// <param name="Line">The budget and its accounts.</param>
public sealed record BudgetModel(BudgetLine Line)
{
    /// <summary>The budget as a form begins with it: what the form's fields say themselves is left out.</summary>
    public string Json =>
        BudgetJson.Write(Line.Held.Budget with { Overrides = [], SoftPercent = null, Description = null });
}
