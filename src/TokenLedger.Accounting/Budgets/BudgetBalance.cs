namespace TokenLedger.Accounting.Budgets;

/// <summary>One limit of one account of a budget, as of an instant. Amounts are in the limit's unit, exact.</summary>
/// <param name="Budget">The budget's id.</param>
/// <param name="Member">The account: dimension and value for each of <see cref="Budget.Per"/>; empty for the only one.</param>
/// <param name="Unit">What is counted.</param>
/// <param name="Meter">The meter counted; null for all.</param>
/// <param name="Limit">The limit in force, overrides included.</param>
/// <param name="Used">Debited in this window; may exceed the limit, because what was used is always debited.</param>
/// <param name="Held">Reserved by open calls.</param>
/// <param name="WindowStart">When the window began, UTC; null for a session or all time.</param>
/// <param name="ResetsAt">When the window ends, UTC; null for never.</param>
public sealed record BudgetBalance(
    string Budget,
    IReadOnlyList<KeyValuePair<string, string>> Member,
    LimitUnit Unit,
    string? Meter,
    decimal Limit,
    decimal Used,
    decimal Held,
    DateTimeOffset? WindowStart,
    DateTimeOffset? ResetsAt
)
{
    /// <summary>How the window is bounded; null when that is not known. The use of a rolling one does not only grow.</summary>
    public WindowKind? Window { get; init; }
}
