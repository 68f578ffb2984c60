using System.Globalization;
using TokenLedger.Gateway.Administration.Budgets;

namespace TokenLedger.Commands.Budgets;

/// <summary>Budgets in words for people.</summary>
internal static class BudgetText
{
    private const string Instant = "yyyy-MM-dd HH:mm'Z'";

    /// <summary>Whose calls: "tenant=a model=gpt-*, each user"; "all calls".</summary>
    public static string Scope(BudgetBody budget)
    {
        string scope = string.Join(' ', (budget.Scope ?? new Dictionary<string, string>()).Select(One));
        string each = budget.Per is null ? "" : "each " + string.Join(", ", budget.Per);
        return (scope, each) switch
        {
            ("", "") => "all calls",
            ("", _) => each,
            (_, "") => scope,
            _ => $"{scope}, {each}",
        };
    }

    /// <summary>How much: "500 usd, 1000 calls".</summary>
    public static string Limits(BudgetBody budget) =>
        string.Join(", ", budget.Limits.Select(limit => $"{limit.Amount} {Unit(limit.Unit, limit.Meter)}"));

    /// <summary>When: "month (Europe/Berlin)", "rolling 24h".</summary>
    public static string Window(WindowBody window) =>
        window.Kind switch
        {
            "calendar" when window.TimeZone is null or "UTC" => window.Period!,
            "calendar" => $"{window.Period} ({window.TimeZone})",
            "rolling" => $"rolling {window.Length}",
            "fixed" => $"{window.Length} from {window.Start:yyyy-MM-dd}",
            _ => window.Kind,
        };

    /// <summary>What is counted: "usd", "output tokens".</summary>
    public static string Unit(string unit, string? meter) => meter is null ? unit : $"{meter} {unit}";

    /// <summary>Whose account: "alex", or "all".</summary>
    public static string Member(AccountBody account) =>
        account.Member is null
            ? "all"
            : string.Join(' ', account.Member.Values.Select(value => value.Length == 0 ? "(none)" : value));

    /// <summary>An instant; "never" for none.</summary>
    public static string When(DateTimeOffset? instant) =>
        instant?.UtcDateTime.ToString(Instant, CultureInfo.InvariantCulture) ?? "never";

    private static string One(KeyValuePair<string, string> term) => $"{term.Key}={term.Value}";
}
