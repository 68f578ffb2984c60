namespace TokenLedger.Accounting.Budgets;

/// <summary>What one member of a budget has used and holds, by periods. Used by one thread at a time.</summary>
internal sealed class BudgetAccount(BudgetPlan plan, string member)
{
    private readonly List<AccountPeriod> _periods = new(1);

    /// <summary>Its budget; another after a change that keeps balances.</summary>
    public BudgetPlan Plan { get; set; } = plan;

    /// <summary>Which of the budget's accounts.</summary>
    public string Member => member;

    /// <summary>When it was last touched, UTC ticks.</summary>
    public long LastUse { get; set; }

    /// <summary>Open authorizations that hold something here.</summary>
    public int Open { get; set; }

    /// <summary>The calls counted here; null while no limit counts calls.</summary>
    public CountedCalls? Calls { get; set; }

    /// <summary>The periods kept, in no order.</summary>
    public IReadOnlyList<AccountPeriod> Periods => _periods;

    /// <summary>The period of an instant that is in the window; made when there is none.</summary>
    public AccountPeriod Period(long ticks)
    {
        long start = Plan.Window.PeriodOf(ticks);
        for (int i = _periods.Count - 1; i >= 0; i--)
        {
            if (_periods[i].Start == start)
            {
                return _periods[i];
            }
        }

        AccountPeriod period = new(start, Plan.Limits.Length);
        _periods.Add(period);
        return period;
    }

    /// <summary>The period that begins at an instant; one of its own, not kept, when it has passed.</summary>
    public AccountPeriod Kept(long start)
    {
        for (int i = 0; i < _periods.Count; i++)
        {
            if (_periods[i].Start == start)
            {
                return _periods[i];
            }
        }

        return new AccountPeriod(start, Plan.Limits.Length);
    }

    /// <summary>Takes a period over from a file.</summary>
    public void Restore(AccountPeriod period) => _periods.Add(period);

    /// <summary>
    /// Drops what no longer counts at the time of an entry. Only for entries that are written: a clock that is set back may
    /// ask again for an instant that was only looked at.
    /// </summary>
    /// <returns>Whether anything is left that a later call could depend on.</returns>
    public bool Trim(long now)
    {
        if (IsOver(now))
        {
            _periods.Clear();
        }
        else if (Plan.Window.Passes)
        {
            Drop(Plan.Window.At(now).Start);
        }

        return _periods.Count > 0 || Open > 0 || Calls is { } calls && calls.Remembers(now);
    }

    // A session that nobody has used for long has no end of its own.
    private bool IsOver(long now) =>
        Plan.Window.Kind == WindowKind.Session && Open == 0 && now - LastUse > WindowRule.SessionIdle.Ticks;

    private void Drop(long oldest)
    {
        for (int i = _periods.Count - 1; i >= 0; i--)
        {
            if (_periods[i].Start < oldest)
            {
                _periods.RemoveAt(i);
            }
        }
    }

    /// <summary>What counts of a limit at an instant.</summary>
    public (Int128 Used, Int128 Held) Sum(int limit, long now)
    {
        if (IsOver(now))
        {
            return (0, 0);
        }

        Int128 used = 0;
        Int128 held = 0;
        long oldest = Plan.Window.At(now).Start;
        long first = long.MaxValue;
        foreach (AccountPeriod period in _periods)
        {
            if (period.Start >= oldest)
            {
                used += period.Used(limit);
                held += period.Held(limit);
                first = Math.Min(first, period.FirstCall);
            }
        }

        return Plan.Limits[limit].Unit == LimitUnit.Seconds ? (Elapsed(first, now), 0) : (used, held);
    }

    /// <summary>Wall-clock time since a window's first call.</summary>
    public static Int128 Elapsed(long first, long now) =>
        first == long.MaxValue ? 0 : Quantity.Seconds(Math.Max(0, now - first));
}
