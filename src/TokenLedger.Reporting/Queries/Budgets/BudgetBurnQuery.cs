using TokenLedger.Accounting.Budgets;

namespace TokenLedger.Reporting.Queries.Budgets;

/// <summary>A question about how budgets are being used up.</summary>
public sealed record BudgetBurnQuery
{
    /// <summary>Accounts answered for each budget when nothing else is said, the fullest first.</summary>
    public const int DefaultAccounts = 20;

    /// <summary>Most accounts of a budget.</summary>
    public const int MostAccounts = 100;

    /// <summary>When it is asked.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>One budget; null for all.</summary>
    public string? Budget { get; init; }

    /// <summary>The reader's tenant: only budgets for its calls alone are shown. Null for everyone.</summary>
    public string? Tenant { get; init; }

    /// <summary>Most accounts of each budget.</summary>
    public int Accounts { get; init; } = DefaultAccounts;

    /// <summary>Whether a budget is asked for and may be seen.</summary>
    internal bool Means(Budget budget) =>
        (Budget is null || budget.Id == Budget)
        && (Tenant is null || budget.Scope.Any(term => term.Dimension == "tenant" && term.Pattern == Tenant));
}
