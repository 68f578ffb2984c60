namespace TokenLedger.Accounting.Budgets;

/// <summary>What a budget says to a call. Amounts are in the limit's unit, exact.</summary>
/// <param name="Budget">The budget's id.</param>
/// <param name="Member">The account: dimension and value for each of <see cref="Budget.Per"/>; empty for the only one.</param>
/// <param name="Kind">What it says.</param>
/// <param name="Unit">What is counted.</param>
/// <param name="Meter">The meter counted; null for all.</param>
/// <param name="Limit">The limit in force, overrides included.</param>
/// <param name="Used">Debited in this window.</param>
/// <param name="Held">Reserved by open calls.</param>
/// <param name="Asked">What this call would reserve.</param>
/// <param name="WindowStart">When the window began, UTC; null for a session or all time.</param>
/// <param name="ResetsAt">When the window ends, UTC; for a rolling window when enough of the use has passed; null for never.</param>
public sealed record BudgetFinding(
    string Budget,
    IReadOnlyList<KeyValuePair<string, string>> Member,
    FindingKind Kind,
    LimitUnit Unit,
    string? Meter,
    decimal Limit,
    decimal Used,
    decimal Held,
    decimal Asked,
    DateTimeOffset? WindowStart,
    DateTimeOffset? ResetsAt
)
{
    /// <summary>Whether the call may not go on.</summary>
    public bool Refuses => Kind is FindingKind.Exceeded or FindingKind.Unpriced or FindingKind.Full;
}

/// <summary>What a budget says to a call.</summary>
public enum FindingKind
{
    /// <summary>The soft limit is reached.</summary>
    SoftReached,

    /// <summary>The limit is reached and the budget only warns.</summary>
    Warned,

    /// <summary>The limit would be passed, and the budget is only watched: it would have refused.</summary>
    ShadowExceeded,

    /// <summary>The limit would be passed.</summary>
    Exceeded,

    /// <summary>The call has no price, and the budget refuses such calls.</summary>
    Unpriced,

    /// <summary>The budget has no account left for another member.</summary>
    Full,
}
