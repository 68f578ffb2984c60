using TokenLedger.Accounting.Budgets;

namespace TokenLedger.Dashboard.Pages.Budgets;

/// <summary>When an account runs out if it goes on as it went in its window so far.</summary>
public static class BudgetPace
{
    /// <summary>The least part of a window that must have passed before its pace says anything: 5 %.</summary>
    private const double LeastPart = 0.05;

    /// <summary>The instant at which nothing will be left.</summary>
    /// <param name="account">The account.</param>
    /// <param name="now">The clock.</param>
    /// <returns>
    /// Null when it will last until its window ends, when the window does not only grow (rolling) or has no beginning, and
    /// while too little of it has passed.
    /// </returns>
    public static DateTimeOffset? RunsOutAt(BudgetBalance account, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(account);
        if (
            account.Window is WindowKind.Rolling
            || account.WindowStart is not { } start
            || account.ResetsAt is not { } end
        )
        {
            return null;
        }

        decimal left = account.Limit - account.Used;
        if (left <= 0)
        {
            return now;
        }

        TimeSpan passed = now - start;
        if (account.Used <= 0 || passed < (end - start) * LeastPart)
        {
            return null;
        }

        decimal ticks = left / account.Used * passed.Ticks;
        return ticks < (end - now).Ticks ? now.AddTicks((long)ticks) : null;
    }
}
