namespace TokenLedger.Accounting.Budgets;

public sealed partial class BudgetBalances
{
    /// <summary>An account to be read later.</summary>
    public readonly struct Listed
    {
        internal Listed(BudgetAccount account) => Account = account;

        internal BudgetAccount Account { get; }
    }

    /// <summary>The accounts of a budget, or of all.</summary>
    /// <param name="budget">The budget's name; null for all.</param>
    public IReadOnlyList<Listed> List(string? budget)
    {
        if (budget is null)
        {
            return [.. _accounts.Select(account => new Listed(account))];
        }

        return Book.Find(budget) is { } plan && _byPlan[plan.Number] is { } accounts
            ? [.. accounts.All.Select(account => new Listed(account))]
            : [];
    }

    /// <summary>Adds the balances of an account as of an instant, one for each limit that was used or is held.</summary>
    /// <param name="listed">The account.</param>
    /// <param name="now">The instant, UTC ticks.</param>
    /// <param name="into">Where they go.</param>
    public static void Read(Listed listed, long now, List<BudgetBalance> into)
    {
        BudgetAccount account = listed.Account;
        BudgetPlan plan = account.Plan;
        WindowSpan span = plan.Window.At(now);
        IReadOnlyList<KeyValuePair<string, string>> member = MemberValues.Of(plan, account.Member);
        for (int i = 0; i < plan.Limits.Length; i++)
        {
            (Int128 used, Int128 held) = account.Sum(i, now);
            if (used == 0 && held == 0)
            {
                continue;
            }

            into.Add(
                new BudgetBalance(
                    plan.Budget.Id,
                    member,
                    plan.Limits[i].Unit,
                    plan.Limits[i].Meter,
                    Quantity.Number(plan.Limits[i].Amount(account.Member, now)),
                    Quantity.Number(used),
                    Quantity.Number(held),
                    WindowInstant.Of(span.Start),
                    WindowInstant.Of(Ends(account, span))
                )
                {
                    Window = plan.Window.Kind,
                }
            );
        }
    }

    // A rolling window is empty again when its newest use has passed.
    private static long Ends(BudgetAccount account, WindowSpan span) =>
        account.Plan.Window.Kind == WindowKind.Rolling
            ? account.Plan.Window.CountsUntil(account.Periods.Max(period => period.Start))
            : span.End;
}
