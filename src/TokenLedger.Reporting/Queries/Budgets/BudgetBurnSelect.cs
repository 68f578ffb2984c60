using Microsoft.Data.Sqlite;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Queries.Foresight;

namespace TokenLedger.Reporting.Queries.Budgets;

/// <summary>Answers a <see cref="BudgetBurnQuery"/>.</summary>
internal sealed class BudgetBurnSelect(
    SqliteConnection connection,
    ColumnView columns,
    long position,
    BudgetBurnQuery query
)
{
    private readonly AccountSeries _series = new(connection, columns, position);
    private readonly Dictionary<(BudgetWindow, DateTimeOffset? From, DateTimeOffset? To), BurnGrid> _grids = [];

    /// <summary>The answer.</summary>
    public BudgetBurnReport Run(IReadOnlyList<Budget> budgets, IReadOnlyList<BudgetBalance> balances)
    {
        ILookup<string, BudgetBalance> byBudget = balances.ToLookup(balance => balance.Budget);
        List<Followed> followed = [];
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
                followed.Add(new(budget, own, GridOf(budget, own[0])));
            }
        }

        Dictionary<string, Dictionary<string, long[]?[]>> series = Series(followed);
        AccountBurn[][] burns = new AccountBurn[followed.Count][];
        Parallel.For(
            0,
            burns.Length,
            i => burns[i] = [.. Burn(followed[i], series.GetValueOrDefault(followed[i].Budget.Id))]
        );
        return new(query, [.. burns.SelectMany(one => one)], position);
    }

    /// <summary>The periods for a balance: many budgets have the same.</summary>
    private BurnGrid GridOf(Budget budget, BudgetBalance balance)
    {
        var key = (budget.Window, balance.WindowStart, balance.ResetsAt);
        if (!_grids.TryGetValue(key, out BurnGrid? grid))
        {
            _grids.Add(key, grid = BurnGrid.Of(budget, balance, query.Now));
        }

        return grid;
    }

    /// <summary>What the accounts have used, by budget: one scan for those of the same periods and dimensions.</summary>
    private Dictionary<string, Dictionary<string, long[]?[]>> Series(List<Followed> followed)
    {
        Dictionary<string, Dictionary<string, long[]?[]>> all = new(StringComparer.Ordinal);
        foreach (
            IGrouping<(string, string), (Followed One, AccountScope Scope)> alike in followed
                .Where(one => !one.Grid.IsTooShort)
                .Select(one => (One: one, Scope: one.Scope()))
                .GroupBy(one => (one.Scope.Shape, one.One.Grid.Periods))
        )
        {
            PeriodGrid past = alike.First().One.Grid.Past;
            foreach (
                (string budget, Dictionary<string, long[]?[]> own) in _series.Run(
                    [.. alike.Select(one => one.Scope)],
                    past,
                    query.Now
                )
            )
            {
                all.Add(budget, own);
            }
        }

        return all;
    }

    private IEnumerable<AccountBurn> Burn(Followed one, Dictionary<string, long[]?[]>? series) =>
        one.Balances.Select(balance =>
            new BurnOfAccount(one.Budget, balance, one.Grid, query.Now).With(series?.GetValueOrDefault(Name(balance)))
        );

    /// <summary>A budget, the balances shown of it, and the periods by which it is followed.</summary>
    private sealed record Followed(Budget Budget, List<BudgetBalance> Balances, BurnGrid Grid)
    {
        public AccountScope Scope() =>
            new(Budget, [.. Balances.DistinctBy(balance => Name(balance)).Select(balance => balance.Member)]);
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
