using TokenLedger.Accounting.Budgets;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Gateway.Administration.Budgets;

/// <summary>A time-limited change of a limit that is asked for. Its author is who asks.</summary>
public sealed record BudgetOverrideRequest
{
    /// <summary>Which limit; can be left out where the budget has limits of one unit only.</summary>
    public string? Unit { get; init; }

    /// <summary>Its amount meanwhile, a decimal.</summary>
    public string? Amount { get; init; }

    /// <summary>First instant; now when absent.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>First instant after. Either this or "for".</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>How long, such as 2h.</summary>
    public string? For { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>The account it is for, as the values of the budget's "per"; all when absent.</summary>
    public IReadOnlyList<string>? Member { get; init; }
}

/// <summary>A time-limited change of a limit.</summary>
/// <param name="Id">Its name, to remove it; absent where the configuration decided it.</param>
/// <param name="Unit">Which limit.</param>
/// <param name="Amount">Its amount meanwhile.</param>
/// <param name="From">First instant.</param>
/// <param name="To">First instant after.</param>
/// <param name="Reason">Why.</param>
/// <param name="Author">Who allowed it.</param>
/// <param name="Member">The account it is for; absent for all.</param>
public sealed record BudgetOverrideAnswer(
    string? Id,
    string Unit,
    string Amount,
    DateTimeOffset From,
    DateTimeOffset To,
    string Reason,
    string Author,
    IReadOnlyList<string>? Member
)
{
    /// <summary>One in this form.</summary>
    public static BudgetOverrideAnswer Of(BudgetOverride change, string? id)
    {
        ArgumentNullException.ThrowIfNull(change);
        return new(
            id,
            BudgetNames.Of(change.Unit),
            Amounts.Text(change.Amount),
            change.From,
            change.To,
            change.Reason,
            change.Author,
            change.Member
        );
    }

    /// <summary>Those of a budget; null when it has none.</summary>
    public static IReadOnlyList<BudgetOverrideAnswer>? Of(Budget budget, ControlBook? control)
    {
        ArgumentNullException.ThrowIfNull(budget);
        if (budget.Overrides.Count == 0)
        {
            return null;
        }

        string start = budget.Id + "/";
        ILookup<string, string> ids = (control?.Of(ControlKinds.Override) ?? [])
            .Where(document => document.Id.StartsWith(start, StringComparison.Ordinal))
            .Select(document =>
                (Id: document.Id[start.Length..], Said: OverrideDocument.Read(document.Json)?.Override())
            )
            .Where(kept => kept.Said is not null)
            .ToLookup(kept => Sign(kept.Said!), kept => kept.Id);
        return [.. budget.Overrides.Select(change => Of(change, ids[Sign(change)].FirstOrDefault()))];
    }

    private static string Sign(BudgetOverride change) =>
        FormattableString.Invariant(
            $"{change.Unit} {change.Amount} {change.From.UtcTicks} {change.To.UtcTicks} {change.Author} {change.Reason} {string.Join(',', change.Member ?? [])}"
        );
}
