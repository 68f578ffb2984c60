using TokenLedger.Reporting.Exports;

namespace TokenLedger.Reporting.Queries.Chargeback;

/// <summary>How shared cost is spread over those who bear it.</summary>
public enum AllocationRule
{
    /// <summary>In proportion to their direct cost; evenly when nobody has any.</summary>
    Proportional,

    /// <summary>The same for everyone.</summary>
    Even,

    /// <summary>By percentages that are given.</summary>
    Fixed,
}

/// <summary>How shared cost is told and spread.</summary>
public sealed record ChargebackTerms
{
    /// <summary>The rule.</summary>
    public AllocationRule Rule { get; init; } = AllocationRule.Proportional;

    /// <summary>
    /// For <see cref="AllocationRule.Fixed"/>: percent by name, of at most twelve decimals; they sum to 100.
    /// </summary>
    public IReadOnlyDictionary<string, decimal> Percentages { get; init; } = new Dictionary<string, decimal>();

    /// <summary>Calls of which one of these conditions holds are shared, whoever made them.</summary>
    public IReadOnlyList<Filter> Shared { get; init; } = [];

    /// <summary>When months are closed.</summary>
    public ClosingRule Closing { get; init; } = ClosingRule.Default;

    /// <summary>The rule as it is typed.</summary>
    public string RuleName =>
        Rule switch
        {
            AllocationRule.Even => "even",
            AllocationRule.Fixed => "fixed",
            _ => "proportional",
        };
}

/// <summary>
/// A question for a statement: who bears what of the cost that is charged in a window. As with FOCUS, a call is charged when it
/// began, or when it was booked if its month was closed by then; so each is in one statement only, and a statement of a closed
/// month never changes.
/// </summary>
public sealed record ChargebackQuery : Slice
{
    /// <summary>Who bears cost: tenants, projects, cost centres, teams by a tag …</summary>
    public Grouping By { get; init; } = Grouping.Tenant;

    /// <summary>How shared cost is told and spread.</summary>
    public ChargebackTerms Terms { get; init; } = new();
}
