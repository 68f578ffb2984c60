using System.Globalization;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Dashboard.Charts;
using TokenLedger.Dashboard.Pages.Elements;

namespace TokenLedger.Dashboard.Pages.Budgets;

/// <summary>Budgets in a few words.</summary>
internal static class BudgetWords
{
    /// <summary>From which percentage of a limit it is told as near where the budget says nothing: 80.</summary>
    public const decimal UsualSoftPercent = 80;

    /// <summary>What open calls hold, by <see cref="HoldMode"/>.</summary>
    public static IReadOnlyList<string> Holds { get; } = ["the worst case", "what calls like it used", "nothing"];

    /// <summary>Whose calls it covers: "tenant acme, agent review-*, each user by itself".</summary>
    public static string Scope(Budget budget)
    {
        string scope =
            budget.Scope.Count == 0
                ? "every call"
                : string.Join(", ", budget.Scope.Select(term => $"{term.Dimension} {Show.Cut(term.Pattern)}"));
        return budget.Per.Count == 0 ? scope : $"{scope}, each {string.Join(" and ", budget.Per)} by itself";
    }

    /// <summary>When use counts: "a day (UTC)", "rolling 24 h".</summary>
    public static string Window(BudgetWindow window) =>
        window.Kind switch
        {
            WindowKind.Calendar =>
                $"{(window.Period == CalendarPeriod.Hour ? "an" : "a")} {BudgetNames.Of(window.Period)} ({window.TimeZone})",
            WindowKind.Rolling => "the last " + Show.Length(window.Length),
            WindowKind.Fixed => $"every {Show.Length(window.Length)}",
            WindowKind.Session => "a session",
            _ => "all time",
        };

    /// <summary>Whose account it is: "user alice"; empty for the only one.</summary>
    public static string Member(BudgetBalance account) =>
        string.Join(
            ", ",
            account.Member.Select(part => $"{part.Key} {Show.Name(part.Value.Length == 0 ? null : part.Value)}")
        );

    /// <summary>An amount in its unit: "$12.50", "1.2M tokens", "14 calls".</summary>
    public static string Amount(LimitUnit unit, decimal amount, string? meter = null) =>
        unit == LimitUnit.Usd ? ChartText.Dollars(amount) : $"{ChartText.Count(amount)} {Unit(unit, meter)}";

    /// <summary>What a limit counts: "dollars", "output tokens", "tool calls".</summary>
    public static string Unit(LimitUnit unit, string? meter) =>
        unit switch
        {
            LimitUnit.Usd => "dollars",
            LimitUnit.Tokens => meter is null ? "tokens" : Show.Cut(meter) + " tokens",
            LimitUnit.Calls => "calls",
            LimitUnit.Seconds => "seconds",
            _ => "tool calls",
        };

    /// <summary>How long until an instant: "in 3 h"; "now" when it is past.</summary>
    public static string In(DateTimeOffset at, DateTimeOffset now) => at <= now ? "now" : "in " + Show.Length(at - now);

    /// <summary>When an account begins anew: "in 3 h", "slides", "with the session", "never".</summary>
    public static string Reset(BudgetWindow window, BudgetBalance account, DateTimeOffset now) =>
        window.Kind switch
        {
            WindowKind.Rolling => "slides",
            WindowKind.Session => "with the session",
            WindowKind.Lifetime => "never",
            _ => account.ResetsAt is { } reset ? In(reset, now) : "",
        };

    /// <summary>What it does and how: "refuses", "warns", "only watches".</summary>
    public static string Deed(Budget budget) =>
        budget.Shadow ? "judges and records only"
        : budget.Action == BudgetAction.Warn ? "warns"
        : "refuses";

    /// <summary>An exact amount, as a form has it.</summary>
    public static string Exact(decimal amount) =>
        amount.ToString("0.############################", CultureInfo.InvariantCulture);
}
