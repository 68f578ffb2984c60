namespace TokenLedger.Accounting.Budgets;

/// <summary>
/// The balances of all budgets: the fold of authorizations, settlements, voids, top-ups and bookings in the order of the
/// ledger. Instants are those of the ledger, so the fold of the same entries is always the same. Used by one thread at a
/// time.
/// </summary>
/// <remarks>
/// Bounded: an account whose window has passed and a session without calls for <see cref="WindowRule.SessionIdle"/> are
/// dropped, a lifetime account is kept, and a budget has at most <see cref="MostMembers"/> of them, about 300 bytes each.
/// When they are all taken a budget that blocks refuses members without one; what entries say of such members all the same
/// counts on one account that they share.
/// </remarks>
public sealed partial class BudgetBalances
{
    /// <summary>Accounts of one budget, when nothing else is said.</summary>
    public const int UsualMostMembers = 250_000;

    private const int SweptAtOnce = 4;

    private readonly PlanAccounts?[] _byPlan;
    private readonly List<BudgetAccount> _accounts = [];
    private readonly Dictionary<Guid, OpenCall> _open = [];
    private int _swept;

    /// <summary>Nothing used and nothing held.</summary>
    public BudgetBalances(BudgetBook book)
    {
        ArgumentNullException.ThrowIfNull(book);
        Book = book;
        _byPlan = new PlanAccounts?[book.Plans.Count];
    }

    /// <summary>The budgets.</summary>
    public BudgetBook Book { get; }

    /// <summary>Most accounts of one budget.</summary>
    public int MostMembers { get; init; } = UsualMostMembers;

    /// <summary>Accounts kept.</summary>
    public int Accounts => _accounts.Count;

    /// <summary>Reserves what an authorization asks for. It was judged before, or read from the ledger.</summary>
    /// <param name="id">The authorization.</param>
    /// <param name="call">Its call.</param>
    /// <param name="touched">The accounts it touches.</param>
    /// <param name="hold">What it asks for.</param>
    /// <param name="now">When it is recorded, UTC ticks.</param>
    public void Authorize(Guid id, Guid? call, List<TouchedAccount> touched, in CallHold hold, long now)
    {
        Sweep(now);
        if (touched.Count == 0)
        {
            return;
        }

        Reservation[] reservations = new Reservation[touched.Count];
        OpenCall open = new(call ?? id, hold, reservations);
        for (int i = 0; i < reservations.Length; i++)
        {
            reservations[i] = Reserve(open, Account(touched[i], now), now);
        }

        _open[id] = open;
    }

    /// <summary>Reserves more for an open authorization.</summary>
    public void TopUp(Guid authorization, in CallHold hold)
    {
        if (!_open.TryGetValue(authorization, out OpenCall? open))
        {
            return;
        }

        open.Add(hold);
        foreach (Reservation at in open.Reservations)
        {
            for (int i = 0; i < at.Account.Plan.Limits.Length; i++)
            {
                at.Period.Hold(i, at.Account.Plan.Limits[i].Asked(hold) ?? 0);
            }
        }
    }

    /// <summary>Releases what an authorization and its top-ups hold, and debits what was used, in its window.</summary>
    public void Settle(Guid authorization, CallUse use)
    {
        ArgumentNullException.ThrowIfNull(use);
        if (!_open.Remove(authorization, out OpenCall? open))
        {
            return;
        }

        foreach (Reservation at in open.Reservations)
        {
            LimitPlan[] limits = at.Account.Plan.Limits;
            Release(open, at);
            for (int i = 0; i < limits.Length; i++)
            {
                if (limits[i].Unit != LimitUnit.Calls)
                {
                    at.Period.Use(i, limits[i].Used(use, use.IsHeld ? open.HeldTokens(limits[i]) : 0));
                }
            }

            Count(at);
        }
    }

    /// <summary>Releases what an authorization and its top-ups hold.</summary>
    public void Void(Guid authorization)
    {
        if (!_open.Remove(authorization, out OpenCall? open))
        {
            return;
        }

        foreach (Reservation at in open.Reservations)
        {
            Release(open, at);
            if (at.Calls is { Open: 0, IsUsed: false } counted)
            {
                HoldCall(at.Account.Plan, counted, -Quantity.One);
                at.Account.Calls?.Drop(counted);
            }
        }
    }

    /// <summary>Debits or credits what was not authorised: an adjustment, an import.</summary>
    /// <param name="touched">The accounts of its own attribution.</param>
    /// <param name="use">The figures.</param>
    /// <param name="occurred">When it happened, UTC ticks: it counts in that window, while that has not passed.</param>
    /// <param name="now">When it is recorded, UTC ticks.</param>
    public void Debit(List<TouchedAccount> touched, CallUse use, long occurred, long now)
    {
        long at = Math.Min(occurred, now);
        foreach (TouchedAccount one in touched)
        {
            LimitPlan[] limits = one.Plan.Limits;
            if (at < one.Plan.Window.At(now).Start || !limits.Any(limit => limit.Used(use, 0) != 0))
            {
                continue;
            }

            AccountPeriod period = Account(one, now).Period(at);
            for (int i = 0; i < limits.Length; i++)
            {
                period.Use(i, limits[i].Used(use, 0));
            }
        }
    }

    private static Reservation Reserve(OpenCall open, BudgetAccount account, long now)
    {
        AccountPeriod period = account.Period(now);
        period.FirstCall = Math.Min(period.FirstCall, now);
        CountedCall? counted =
            CallsLimit(account.Plan) < 0 ? null : Counted(account.Calls ??= new(), open.Call, period, now);
        Reservation reservation = new(account, period, counted);
        Hold(open.Hold, reservation);
        return reservation;
    }

    private static CountedCall Counted(CountedCalls calls, Guid call, AccountPeriod period, long now)
    {
        if (calls.Find(call, now) is { } counted)
        {
            return counted;
        }

        counted = new CountedCall(call, now, period);
        calls.Add(counted);
        return counted;
    }

    private static void Hold(in CallHold hold, Reservation at)
    {
        LimitPlan[] limits = at.Account.Plan.Limits;
        at.Account.Open++;
        for (int i = 0; i < limits.Length; i++)
        {
            at.Period.Hold(i, limits[i].Unit == LimitUnit.Calls ? 0 : limits[i].Asked(hold) ?? 0);
        }

        if (at.Calls is not { } counted)
        {
            return;
        }

        // A call is held from its first open attempt on, until one is settled.
        if (counted is { Open: 0, IsUsed: false })
        {
            HoldCall(at.Account.Plan, counted, Quantity.One);
        }

        counted.Open++;
    }

    private static void Release(OpenCall open, Reservation at)
    {
        LimitPlan[] limits = at.Account.Plan.Limits;
        at.Account.Open--;
        for (int i = 0; i < limits.Length; i++)
        {
            if (limits[i].Unit != LimitUnit.Calls)
            {
                at.Period.Hold(i, -open.Held(limits[i]));
            }
        }

        if (at.Calls is { } counted)
        {
            counted.Open--;
        }
    }

    // The first attempt that is settled turns the call's hold into use; later ones change nothing.
    private static void Count(Reservation at)
    {
        if (at.Calls is not { IsUsed: false } counted)
        {
            return;
        }

        HoldCall(at.Account.Plan, counted, -Quantity.One);
        counted.IsUsed = true;
        counted.Period.Use(CallsLimit(at.Account.Plan), Quantity.One);
    }

    private static void HoldCall(BudgetPlan plan, CountedCall counted, Int128 quantity)
    {
        if (plan.Budget.Hold != HoldMode.Observe)
        {
            counted.Period.Hold(CallsLimit(plan), quantity);
        }
    }

    private static int CallsLimit(BudgetPlan plan) =>
        Array.FindIndex(plan.Limits, limit => limit.Unit == LimitUnit.Calls);

    private BudgetAccount? Find(in TouchedAccount touched) => _byPlan[touched.Plan.Number]?.Find(touched.Member);

    /// <summary>Whether a budget has no account left for another member.</summary>
    private bool IsFull(BudgetPlan plan, long now)
    {
        if (_byPlan[plan.Number] is not { } accounts || accounts.Count < MostMembers)
        {
            return false;
        }

        if (accounts.MayBeSwept(now))
        {
            // No entry is written of those who are refused, so nothing else would let go of what has passed.
            HashSet<BudgetAccount> gone = [.. accounts.All.Where(account => !account.Trim(now))];
            foreach (BudgetAccount account in gone)
            {
                accounts.Remove(account);
            }

            _accounts.RemoveAll(gone.Contains);
        }

        return accounts.Count >= MostMembers;
    }

    private BudgetAccount Account(in TouchedAccount asked, long now)
    {
        bool isOther = Find(asked) is null && IsFull(asked.Plan, now);
        TouchedAccount touched = isOther ? new(asked.Plan, PlanAccounts.OthersOf(asked.Plan)) : asked;
        BudgetAccount? account = Find(touched);
        if (account is null)
        {
            account = new BudgetAccount(touched.Plan, touched.Member);
            Add(account);
        }
        else
        {
            account.Trim(now);
        }

        account.LastUse = now;
        return account;
    }

    private void Add(BudgetAccount account)
    {
        (_byPlan[account.Plan.Number] ??= new()).Add(account);
        _accounts.Add(account);
    }

    // A few accounts with every authorization, so that what has passed goes without a pause and without a job.
    private void Sweep(long now)
    {
        for (int i = 0; i < SweptAtOnce && _accounts.Count > 0; i++)
        {
            _swept = _swept >= _accounts.Count ? 0 : _swept;
            BudgetAccount account = _accounts[_swept];
            if (account.Trim(now))
            {
                _swept++;
                continue;
            }

            _byPlan[account.Plan.Number]!.Remove(account);
            _accounts[_swept] = _accounts[^1];
            _accounts.RemoveAt(_accounts.Count - 1);
        }
    }
}
