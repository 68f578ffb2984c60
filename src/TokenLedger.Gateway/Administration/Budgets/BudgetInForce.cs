using TokenLedger.Accounting.Budgets;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Gateway.Administration.Budgets;

/// <summary>A budget that holds, and who decided it.</summary>
/// <param name="Budget">The budget, its overrides included.</param>
/// <param name="Document">The document that decided it at run time; null where the configuration did.</param>
/// <param name="IsConfigured">Whether the configuration has a budget of this name, in force or replaced.</param>
public sealed record BudgetInForce(Budget Budget, ControlDocument? Document, bool IsConfigured)
{
    /// <summary>The revision that a change must name; the configuration's have none of their own.</summary>
    public string Revision =>
        Document?.Revision.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? Configured;

    /// <summary>The revision of what the configuration decides.</summary>
    public const string Configured = "configuration";
}
