namespace TokenLedger.Accounting.Budgets;

/// <summary>The names that the enumerations of a budget have in JSON, configuration and reports, in their order.</summary>
public static class BudgetNames
{
    /// <summary>Names of <see cref="LimitUnit"/>.</summary>
    public static IReadOnlyList<string> Units { get; } = ["usd", "tokens", "calls", "seconds", "tool_calls"];

    /// <summary>Names of <see cref="WindowKind"/>.</summary>
    public static IReadOnlyList<string> Windows { get; } = ["calendar", "rolling", "fixed", "session", "lifetime"];

    /// <summary>Names of <see cref="CalendarPeriod"/>.</summary>
    public static IReadOnlyList<string> Periods { get; } =
    ["minute", "hour", "day", "week", "month", "quarter", "year"];

    /// <summary>Names of <see cref="HoldMode"/>.</summary>
    public static IReadOnlyList<string> Holds { get; } = ["strict", "elastic", "observe"];

    /// <summary>Names of <see cref="BudgetAction"/>.</summary>
    public static IReadOnlyList<string> Actions { get; } = ["block", "warn"];

    /// <summary>Names of <see cref="ReachedMidStream"/>.</summary>
    public static IReadOnlyList<string> MidStream { get; } = ["finish", "cut"];

    /// <summary>Names of <see cref="UnpricedCalls"/>.</summary>
    public static IReadOnlyList<string> Unpriced { get; } = ["allow", "block", "ceiling"];

    /// <summary>Names of <see cref="FindingKind"/>.</summary>
    public static IReadOnlyList<string> Findings { get; } =
    ["soft_reached", "warned", "shadow_exceeded", "exceeded", "unpriced", "full"];

    /// <summary>The name of a unit.</summary>
    public static string Of(LimitUnit unit) => Units[(int)unit];

    /// <summary>The name of a kind of window.</summary>
    public static string Of(WindowKind kind) => Windows[(int)kind];

    /// <summary>The name of a period.</summary>
    public static string Of(CalendarPeriod period) => Periods[(int)period];

    /// <summary>The name of a kind of finding.</summary>
    public static string Of(FindingKind kind) => Findings[(int)kind];
}
