using System.Globalization;
using System.Text;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Gateway.Dialects;

namespace TokenLedger.Gateway.Budgets;

/// <summary>
/// Budgets as AgentLedger shows them: the dollars spent and allowed by day and by month. Where several budgets have such a
/// window, the fullest is shown; without one, zero.
/// </summary>
/// <param name="Daily">The day's limit; null without one.</param>
/// <param name="Monthly">The month's limit; null without one.</param>
internal sealed record AgentLedgerForm(BudgetFinding? Daily, BudgetFinding? Monthly)
{
    /// <summary>The header of a warning.</summary>
    public const string WarningHeader = "X-AgentLedger-Budget-Warning";

    /// <summary>Takes the day and the month out of findings.</summary>
    public static AgentLedgerForm Of(IReadOnlyList<BudgetFinding> findings, IReadOnlyList<Budget> budgets) =>
        new(Fullest(findings, budgets, CalendarPeriod.Day), Fullest(findings, budgets, CalendarPeriod.Month));

    private static BudgetFinding? Fullest(
        IReadOnlyList<BudgetFinding> findings,
        IReadOnlyList<Budget> budgets,
        CalendarPeriod period
    ) =>
        findings
            .Where(finding => finding.Unit == LimitUnit.Usd && finding.Limit > 0)
            .Where(finding =>
                budgets.Any(budget =>
                    budget.Id == finding.Budget
                    && budget.Window is { Kind: WindowKind.Calendar } window
                    && window.Period == period
                )
            )
            .MaxBy(finding => finding.Used / finding.Limit);

    /// <summary>"daily=8.50/10.00 monthly=8.50/0.00".</summary>
    public string Warning => $"daily={Cents(Daily)} monthly={Cents(Monthly)}";

    private static string Cents(BudgetFinding? finding) =>
        string.Create(CultureInfo.InvariantCulture, $"{finding?.Used ?? 0:0.00}/{finding?.Limit ?? 0:0.00}");

    /// <summary>A refusal in its shape.</summary>
    public Refusal Dress(Refusal refusal) =>
        refusal with
        {
            Status = StatusCodes.Status429TooManyRequests,
            Body = Encoding.UTF8.GetBytes(
                $$$"""{"error":{"type":"budget_exceeded","message":"spending limit exceeded","daily_spent":{{{Used(Daily)}}},"daily_limit":{{{Limit(Daily)}}},"monthly_spent":{{{Used(Monthly)}}},"monthly_limit":{{{Limit(Monthly)}}}}}"""
            ),
        };

    private static string Used(BudgetFinding? finding) => BudgetText.Amount(finding?.Used ?? 0);

    private static string Limit(BudgetFinding? finding) => BudgetText.Amount(finding?.Limit ?? 0);
}
