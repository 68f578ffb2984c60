namespace TokenLedger.Commands.Budgets;

/// <summary>Where budgets are in the API.</summary>
internal static class BudgetPaths
{
    public const string All = "api/v1/budgets";

    public static string Of(string id) => $"{All}/{Uri.EscapeDataString(id)}";

    public static string OverridesOf(string id) => Of(id) + "/overrides";
}
