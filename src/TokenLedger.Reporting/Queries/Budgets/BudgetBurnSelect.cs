using Microsoft.Data.Sqlite;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Reporting.Columns;

namespace TokenLedger.Reporting.Queries.Budgets;

/// <summary>Answers a <see cref="BudgetBurnQuery"/>: one scan for each budget.</summary>
internal sealed class BudgetBurnSelect(
    SqliteConnection connection,
    ColumnView columns,
    long position,
    BudgetBurnQuery query
)
{
    private readonly AccountSeries _series = new(connection, columns, position);

    /// <summary>The answer.</summary>
    public BudgetBurnReport Run(IReadOnlyList<Budget> budgets, IReadOnlyList<BudgetBalance> balances)
    {
        ILookup<string, BudgetBalance> byBudget = balances.ToLookup(balance => balance.Budget);
        List<AccountBurn> accounts = [];
        foreach (Budget budget in budgets.Where(query.Means).OrderBy(budget => budget.Id, StringComparer.Ordinal))
        {
            List<BudgetBalance> own =
            [
                .. byBudget[budget.Id]
                    .OrderByDescending(balance => (balance.Used + balance.Held) / balance.Limit)
                    .Take(query.Accounts * budget.Limits.Count),
            ];
            own.AddRange(own.Count == 0 ? Unused(budget) : []);
            if (own.Count > 0)
            {
                accounts.AddRange(Burn(budget, own));
            }
        }

        return new(query, accounts, position);
    }

    private IEnumerable<AccountBurn> Burn(Budget budget, List<BudgetBalance> balances)
    {
        BurnGrid grid = BurnGrid.Of(budget, balances[0], query.Now);
        Dictionary<string, long[]?[]> series = grid.IsTooShort
            ? []
            : _series.Run(
                budget,
                [.. balances.DistinctBy(balance => Name(balance)).Select(balance => balance.Member)],
                grid.Past,
                query.Now
            );
        return balances.Select(balance =>
            new BurnOfAccount(budget, balance, grid, query.Now).With(series.GetValueOrDefault(Name(balance)))
        );
    }

    private static string Name(BudgetBalance balance) => AccountSeries.Name(balance.Member.Select(part => part.Value));

    /// <summary>The only account of a budget that nobody has used yet; those of a budget with one for each are not known.</summary>
    private IEnumerable<BudgetBalance> Unused(Budget budget)
    {
        if (budget.Per.Count > 0 || budget.Window.Kind == WindowKind.Session)
        {
            yield break;
        }

        WindowSpan span = new WindowRule(budget.Window).At(query.Now.UtcTicks);
        bool isBounded = span != WindowSpan.Always;
        foreach (BudgetLimit limit in budget.Limits)
        {
            yield return new(
                budget.Id,
                [],
                limit.Unit,
                limit.Meter,
                limit.Amount,
                0,
                0,
                isBounded ? new(span.Start, TimeSpan.Zero) : null,
                isBounded ? new(span.End, TimeSpan.Zero) : null
            )
            {
                Window = budget.Window.Kind,
            };
        }
    }
}
