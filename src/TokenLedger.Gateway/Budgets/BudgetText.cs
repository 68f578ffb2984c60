using System.Globalization;
using TokenLedger.Accounting;
using TokenLedger.Accounting.Budgets;

namespace TokenLedger.Gateway.Budgets;

/// <summary>How budgets, their windows and amounts are worded: in refusals, in headers and in answers of the API.</summary>
internal static class BudgetText
{
    /// <summary>An amount in its limit's unit: plain digits, no trailing zeros.</summary>
    public static string Amount(decimal amount) =>
        amount.ToString("0.############################", CultureInfo.InvariantCulture);

    /// <summary>An instant, to the second, UTC; "never" for none.</summary>
    public static string Instant(DateTimeOffset? instant) =>
        instant?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "never";

    /// <summary>The unit for people.</summary>
    public static string Units(LimitUnit unit) =>
        unit switch
        {
            LimitUnit.Usd => "USD",
            LimitUnit.ToolCalls => "tool calls",
            _ => BudgetNames.Of(unit),
        };

    /// <summary>Which account of a budget ("user=alice"); empty for the only one.</summary>
    public static string Member(BudgetFinding finding) =>
        string.Join(", ", finding.Member.Select(part => $"{part.Key}={part.Value}"));

    /// <summary>Which calls a budget covers ("environment=production"); "all calls" for every one.</summary>
    public static string Scope(Budget? budget) =>
        budget is null or { Scope.Count: 0 }
            ? "all calls"
            : string.Join(", ", budget.Scope.Select(term => $"{term.Dimension}={term.Pattern}"));

    /// <summary>A window ("day (Europe/Berlin)", "24 hours just passed", "session").</summary>
    public static string Window(BudgetWindow window) =>
        window.Kind switch
        {
            WindowKind.Calendar => $"{BudgetNames.Of(window.Period)} ({window.TimeZone})",
            WindowKind.Rolling => $"{Length(window.Length)} just passed",
            WindowKind.Fixed => $"fixed {Length(window.Length)}",
            WindowKind.Session => "session",
            _ => "all time",
        };

    /// <summary>A window behind an amount, in a sentence ("10 USD a day (Europe/Berlin)", "10 USD in any 24 hours").</summary>
    public static string Each(BudgetWindow window) =>
        window.Kind switch
        {
            WindowKind.Calendar => $"{(window.Period == CalendarPeriod.Hour ? "an" : "a")} {Window(window)}",
            WindowKind.Rolling => $"in any {Length(window.Length)}",
            WindowKind.Fixed => $"each {Length(window.Length)}",
            WindowKind.Session => "a session",
            _ => "in all",
        };

    private static string Length(TimeSpan length) =>
        length.Ticks % TimeSpan.TicksPerDay == 0 ? Counted.Of(length.Days, "day")
        : length.Ticks % TimeSpan.TicksPerHour == 0 ? Counted.Of((int)length.TotalHours, "hour")
        : Counted.Of((int)length.TotalMinutes, "minute");
}
