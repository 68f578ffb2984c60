namespace TokenLedger.Accounting.Budgets;

public sealed partial class BudgetBalances
{
    /// <summary>
    /// The balances of a new set of budgets, put together from parts that are at the same position of the ledger. A budget
    /// takes the accounts of the first part that has it under the same rules; one that no part has begins with none. The
    /// parts must not be used any more.
    /// </summary>
    public static BudgetBalances Merge(BudgetBook book, params ReadOnlySpan<BudgetBalances?> parts)
    {
        if (parts is [null, { } only] && only.Book == book)
        {
            return only;
        }

        BudgetBalances merged = new(book);
        bool[] taken = new bool[book.Plans.Count];
        foreach (BudgetBalances? part in parts)
        {
            if (part is not null)
            {
                merged.Take(part, taken);
            }
        }

        return merged;
    }

    /// <summary>Whether the balances hold a budget under the same rules, so that it need not be folded again.</summary>
    public bool Has(BudgetPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return Book.Find(plan.Budget.Id) is { } mine && (mine == plan || plan.FoldsLike(mine.Budget));
    }

    private void Take(BudgetBalances part, bool[] taken)
    {
        BudgetPlan?[] plans = new BudgetPlan?[part.Book.Plans.Count];
        foreach (BudgetPlan mine in Book.Plans)
        {
            if (!taken[mine.Number] && part.Has(mine))
            {
                plans[part.Book.Find(mine.Budget.Id)!.Number] = mine;
                taken[mine.Number] = true;
            }
        }

        HashSet<BudgetAccount> moved = new(ReferenceEqualityComparer.Instance);
        foreach (BudgetAccount account in part._accounts)
        {
            if (plans[account.Plan.Number] is { } mine)
            {
                account.Plan = mine;
                moved.Add(account);
                Add(account);
            }
        }

        foreach ((Guid id, OpenCall open) in part._open)
        {
            // A reservation whose account was dropped meanwhile belongs to a window that has passed.
            Reservation[] kept = [.. open.Reservations.Where(at => moved.Contains(at.Account))];
            if (kept.Length > 0)
            {
                _open[id] = _open.TryGetValue(id, out OpenCall? there) ? there.With(kept) : open.Only(kept);
            }
        }
    }
}
