namespace TokenLedger.Accounting.Budgets;

/// <summary>One limit of one account, and what is asked of it. Quantities are in trillionths.</summary>
/// <param name="Touched">The account.</param>
/// <param name="Account">The same; null before its first use.</param>
/// <param name="Period">The period judged; null for the window of now.</param>
/// <param name="Limit">Which limit of the budget.</param>
/// <param name="Used">Used in the window.</param>
/// <param name="Held">Held in the window.</param>
/// <param name="Asked">What would be reserved; null when it cannot be known before.</param>
/// <param name="Now">The instant, UTC ticks.</param>
internal readonly record struct LimitCase(
    TouchedAccount Touched,
    BudgetAccount? Account,
    AccountPeriod? Period,
    int Limit,
    Int128 Used,
    Int128 Held,
    Int128? Asked,
    long Now
)
{
    /// <summary>
    /// Whether the limit would be passed. What asks for nothing passes none; of what cannot be known before, a limit that is
    /// reached allows nothing more.
    /// </summary>
    public bool Passes(Int128 amount) =>
        Asked is { } asked ? asked > 0 && Used + Held + asked > amount : Used + Held >= amount;

    /// <summary>The finding.</summary>
    public BudgetFinding Finding(FindingKind kind, Int128 amount)
    {
        BudgetPlan plan = Touched.Plan;
        WindowSpan span = plan.Window.At(Now);
        bool passed = Period is { } period && period.Start < span.Start && plan.Window.Kind != WindowKind.Rolling;
        span = passed ? plan.Window.At(Period!.Start) : span;
        return new BudgetFinding(
            plan.Budget.Id,
            MemberValues.Of(plan, Touched.Member),
            kind,
            plan.Limits[Limit].Unit,
            plan.Limits[Limit].Meter,
            Quantity.Number(amount),
            Quantity.Number(Used),
            Quantity.Number(Held),
            Quantity.Number(Asked ?? 0),
            WindowInstant.Of(span.Start),
            WindowInstant.Of(plan.Window.Kind == WindowKind.Rolling ? Frees(amount) : span.End)
        );
    }

    // When so much of a rolling window's use has passed that this would fit; never when it is larger than the limit.
    private long Frees(Int128 amount)
    {
        if (Account is null || IsSeconds)
        {
            return long.MaxValue;
        }

        Int128 sum = Used + Held;
        long oldest = Touched.Plan.Window.At(Now).Start;
        foreach (AccountPeriod period in Account.Periods.Where(p => p.Start >= oldest).OrderBy(p => p.Start))
        {
            sum -= period.Used(Limit) + period.Held(Limit);
            if (Asked is { } asked ? sum + asked <= amount : sum < amount)
            {
                return Touched.Plan.Window.CountsUntil(period.Start);
            }
        }

        return long.MaxValue;
    }

    private bool IsSeconds => Touched.Plan.Limits[Limit].Unit == LimitUnit.Seconds;
}
