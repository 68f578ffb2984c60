namespace TokenLedger.Accounting.Budgets;

public sealed partial class BudgetBalances
{
    /// <summary>What the budgets say to an authorization. Nothing is reserved.</summary>
    /// <param name="touched">The accounts it touches.</param>
    /// <param name="call">Its call; null for one of its own.</param>
    /// <param name="hold">What it asks for.</param>
    /// <param name="now">The instant, UTC ticks.</param>
    /// <returns>Every limit it passes or nears; null for none.</returns>
    public List<BudgetFinding>? Judge(List<TouchedAccount> touched, Guid? call, in CallHold hold, long now)
    {
        ArgumentNullException.ThrowIfNull(touched);
        List<BudgetFinding>? findings = null;
        foreach (TouchedAccount one in touched)
        {
            BudgetAccount? account = Find(one);
            if (account is null && IsFull(one.Plan, now))
            {
                if (Refusal(one.Plan.Budget, FindingKind.Full) == FindingKind.Full)
                {
                    (findings ??= []).Add(
                        new LimitCase(one, null, null, 0, 0, 0, 0, now).Finding(
                            FindingKind.Full,
                            one.Plan.Limits[0].Amount(one.Member, now)
                        )
                    );
                    continue;
                }

                account = Find(new(one.Plan, PlanAccounts.OthersOf(one.Plan)));
            }

            for (int i = 0; i < one.Plan.Limits.Length; i++)
            {
                (Int128 used, Int128 held) = account is null ? (0, 0) : account.Sum(i, now);
                Int128? asked = Asked(one.Plan, i, account, call, hold, now);
                Judge(new LimitCase(one, account, null, i, used, held, asked, now), hold, ref findings);
            }
        }

        return findings;
    }

    /// <summary>What the budgets say to a top-up of an open authorization. Nothing is reserved.</summary>
    /// <returns>Every limit it passes or nears; null for none.</returns>
    public List<BudgetFinding>? JudgeTopUp(Guid authorization, in CallHold hold, long now)
    {
        List<BudgetFinding>? findings = null;
        foreach (Reservation at in _open.TryGetValue(authorization, out OpenCall? open) ? open.Reservations : [])
        {
            BudgetPlan plan = at.Account.Plan;
            for (int i = 0; i < plan.Limits.Length; i++)
            {
                (Int128 used, Int128 held) = Sum(at, i, now);
                Int128? asked = plan.Limits[i].Unit == LimitUnit.Calls ? 0 : plan.Limits[i].Asked(hold);
                LimitCase of = new(new(plan, at.Account.Member), at.Account, at.Period, i, used, held, asked, now);
                Judge(of, hold, ref findings);
            }
        }

        return findings;
    }

    // A call that outlives its window is topped up in the window it began in.
    private static (Int128 Used, Int128 Held) Sum(Reservation at, int limit, long now)
    {
        bool isRolling = at.Account.Plan.Window.Kind == WindowKind.Rolling;
        if (isRolling || at.Period.Start >= at.Account.Plan.Window.At(now).Start)
        {
            return at.Account.Sum(limit, now);
        }

        return at.Account.Plan.Limits[limit].Unit == LimitUnit.Seconds
            ? (BudgetAccount.Elapsed(at.Period.FirstCall, now), 0)
            : (at.Period.Used(limit), at.Period.Held(limit));
    }

    private static Int128? Asked(
        BudgetPlan plan,
        int limit,
        BudgetAccount? account,
        Guid? call,
        in CallHold hold,
        long now
    )
    {
        if (plan.Limits[limit].Unit != LimitUnit.Calls)
        {
            return plan.Limits[limit].Asked(hold);
        }

        bool isCounted = call is { } id && account?.Calls is { } calls && !calls.Counts(id, now);
        return isCounted ? 0
            : plan.Budget.Hold == HoldMode.Observe ? null
            : Quantity.One;
    }

    private static void Judge(in LimitCase of, in CallHold hold, ref List<BudgetFinding>? findings)
    {
        BudgetPlan plan = of.Touched.Plan;
        LimitPlan limit = plan.Limits[of.Limit];
        Int128 amount = limit.Amount(of.Touched.Member, of.Now);
        bool unpriced = limit.RefusesUnpriced && hold.Bound.Amount is null && hold.Expected?.Amount is null;
        FindingKind? kind =
            unpriced ? Refusal(plan.Budget, FindingKind.Unpriced)
            : of.Passes(amount) ? Refusal(plan.Budget, FindingKind.Exceeded)
            : plan.Budget.SoftPercent is { } soft && of.Used >= Part(amount, soft) ? FindingKind.SoftReached
            : null;
        if (kind is { } found)
        {
            (findings ??= []).Add(of.Finding(found, amount));
        }
    }

    private static FindingKind Refusal(Budget budget, FindingKind kind) =>
        budget.Shadow ? FindingKind.ShadowExceeded
        : budget.Action == BudgetAction.Warn ? FindingKind.Warned
        : kind;

    // Percent to four decimals; the division first, because the product would not fit.
    private static Int128 Part(Int128 amount, decimal percent) => amount / 1_000_000 * (long)(percent * 10_000);
}
