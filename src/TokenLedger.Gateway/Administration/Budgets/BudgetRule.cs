using TokenLedger.Accounting.Budgets;
using TokenLedger.Accounting.Money;

namespace TokenLedger.Gateway.Administration.Budgets;

/// <summary>
/// A spending rule as configurations write it: AgentLedger's form, dollars a day and a month for keys or a tenant, and
/// whatever else a <see cref="Budget"/> can say. One rule can make several budgets.
/// </summary>
public sealed record BudgetRule
{
    /// <summary>Its name; the budgets are called after it, "NAME", "NAME.day" and "NAME.month".</summary>
    public required string Id { get; init; }

    /// <summary>What it is for, for people.</summary>
    public string? Description { get; init; }

    /// <summary>The pattern of the keys it is for; null for any.</summary>
    public string? ApiKeyPattern { get; init; }

    /// <summary>The fingerprint of the one key it is for, where a pattern would be the key itself.</summary>
    public string? Key { get; init; }

    /// <summary>The tenant it is for; null for any.</summary>
    public string? Tenant { get; init; }

    /// <summary>Dollars a day; 0 takes over the default's.</summary>
    public decimal DailyUsd { get; init; }

    /// <summary>Dollars a month; 0 takes over the default's.</summary>
    public decimal MonthlyUsd { get; init; }

    /// <summary>From which percentage of a limit calls are warned, 0 to 100; 0 takes over the default's.</summary>
    public decimal SoftPercent { get; init; }

    /// <summary>What reaching a limit does; null takes over the default's.</summary>
    public BudgetAction? Action { get; init; }

    /// <summary>What an open call reserves; null takes over the default's.</summary>
    public HoldMode? Hold { get; init; }

    /// <summary>What happens to a stream that outgrows its hold; null takes over the default's.</summary>
    public ReachedMidStream? MidStream { get; init; }

    /// <summary>What happens to calls without a price; null takes over the default's.</summary>
    public UnpricedCalls? Unpriced { get; init; }

    /// <summary>What each of them counts under <see cref="UnpricedCalls.Ceiling"/>; null takes over the default's.</summary>
    public Usd? UnpricedCeiling { get; init; }

    /// <summary>The IANA time zone of its days and months; null takes over the default's.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Judge and record only.</summary>
    public bool Shadow { get; init; }

    /// <summary>Further conditions on the calls it is for.</summary>
    public IReadOnlyList<ScopeTerm> Scope { get; init; } = [];

    /// <summary>Dimensions with an account for each value; null: each key its own, where the rule is for keys.</summary>
    public IReadOnlyList<string>? Per { get; init; }

    /// <summary>Limits of its own kind; empty when it has only dollars a day and a month.</summary>
    public IReadOnlyList<BudgetLimit> Limits { get; init; } = [];

    /// <summary>The window of <see cref="Limits"/>.</summary>
    public BudgetWindow? Window { get; init; }

    /// <summary>Time-limited changes of <see cref="Limits"/>.</summary>
    public IReadOnlyList<BudgetOverride> Overrides { get; init; } = [];

    /// <summary>Whether it is for certain keys.</summary>
    public bool IsForKeys => ApiKeyPattern is not null || Key is not null;

    /// <summary>Whether it is written as AgentLedger writes them, so that what it leaves out is the default's.</summary>
    public bool IsInherited => Limits.Count == 0 && (IsForKeys || Tenant is not null);
}
