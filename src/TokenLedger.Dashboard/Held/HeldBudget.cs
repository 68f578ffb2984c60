using TokenLedger.Accounting.Budgets;

namespace TokenLedger.Dashboard.Held;

/// <summary>The budgets in force.</summary>
/// <param name="Budgets">By name.</param>
/// <param name="Problems">What was decided but could not be put in force, a sentence each.</param>
public sealed record HeldBudgets(IReadOnlyList<HeldBudget> Budgets, IReadOnlyList<string> Problems)
{
    /// <summary>None.</summary>
    public static HeldBudgets None { get; } = new([], []);
}

/// <summary>A budget in force, and who decided it.</summary>
/// <param name="Budget">The budget, its overrides included.</param>
/// <param name="Revision">What If-Match of a change must say.</param>
/// <param name="ChangedAt">When it was decided at run time, UTC; null where the configuration did.</param>
/// <param name="ChangedBy">Who decided it at run time.</param>
/// <param name="Overrides">Time-limited changes that hold or will.</param>
public sealed record HeldBudget(
    Budget Budget,
    string Revision,
    DateTimeOffset? ChangedAt,
    string? ChangedBy,
    IReadOnlyList<HeldOverride> Overrides
)
{
    /// <summary>Whether it was decided at run time, not by the configuration.</summary>
    public bool IsRuntime => ChangedAt is not null;
}

/// <summary>A time-limited change of a limit.</summary>
/// <param name="Id">Its name, to remove it; null where the configuration decided it.</param>
/// <param name="Unit">Which limit.</param>
/// <param name="Amount">Its amount meanwhile, an exact decimal.</param>
/// <param name="From">First instant, UTC.</param>
/// <param name="To">First instant after, UTC.</param>
/// <param name="Reason">Why.</param>
/// <param name="Author">Who allowed it.</param>
/// <param name="Member">The account it is for, as the values of the budget's "per"; null for all.</param>
public sealed record HeldOverride(
    string? Id,
    string Unit,
    string Amount,
    DateTimeOffset From,
    DateTimeOffset To,
    string Reason,
    string Author,
    IReadOnlyList<string>? Member
);
