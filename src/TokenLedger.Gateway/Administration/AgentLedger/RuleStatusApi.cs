using Microsoft.AspNetCore.Routing;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Gateway.Administration.Budgets;
using TokenLedger.Gateway.Hosting;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Gateway.Administration.AgentLedger;

/// <summary>
/// /api/admin/budgets/status: how full each rule's budgets are. Where every key has an account of its own, the fullest is
/// shown, because it is the one that will be refused first.
/// </summary>
internal sealed class RuleStatusApi(BudgetsInForce budgets, ILedger ledger)
{
    private const string DefaultPattern = "(default)";

    /// <summary>Maps the route.</summary>
    public void Map(RouteGroupBuilder api) =>
        api.MapGet("/budgets/status", (Delegate)ListAsync)
            .WithName("ListBudgetRuleStatus")
            .WithSummary("What each budget rule's fullest account has spent")
            .Produces<IReadOnlyList<RuleStatus>>()
            .WithMetadata(TenantScoped.Instance)
            .Requires(RouteAccess.Viewer);

    private Task ListAsync(HttpContext http)
    {
        string? tenant = Principal.Of(http).Tenant;
        BudgetMerge now = budgets.Now;
        IEnumerable<BudgetRule> rules = now.Rules.Rules.Where(rule => rule.Limits.Count == 0);
        IReadOnlyList<RuleStatus> status =
        [
            .. rules
                .Where(rule => tenant is null || rule.Tenant == tenant)
                .Select(rule => Of(now, rule, rule.ApiKeyPattern ?? rule.Key ?? ""))
                .Concat(tenant is null ? [Of(now, now.Rules.Default, DefaultPattern)] : [])
                .OfType<RuleStatus>(),
        ];
        return AdminAnswer.WriteAsync(http, 200, status, AgentLedgerJson.Default.IReadOnlyListRuleStatus);
    }

    private RuleStatus? Of(BudgetMerge now, BudgetRule rule, string pattern)
    {
        Budget? day = now.Budgets.GetValueOrDefault(rule.Id + BudgetRules.Day)?.Budget;
        Budget? month = now.Budgets.GetValueOrDefault(rule.Id + BudgetRules.Month)?.Budget;
        if ((day ?? month) is not { } any)
        {
            return null;
        }

        (decimal daySpent, decimal dayLimit) = Fullest(day);
        (decimal monthSpent, decimal monthLimit) = Fullest(month);
        return new(
            pattern,
            rule.Tenant,
            daySpent,
            dayLimit,
            monthSpent,
            monthLimit,
            BudgetNames.Actions[(int)any.Action]
        );
    }

    private (decimal Spent, decimal Limit) Fullest(Budget? budget) =>
        budget is null ? (0, 0)
        : ledger.Balances(budget.Id, 1) is [BudgetBalance fullest, ..] ? (fullest.Used, fullest.Limit)
        : (0, budget.Limits[0].Amount);
}

/// <summary>A rule and its fullest account.</summary>
/// <param name="Pattern">The keys it is for, or "(default)"; empty for a tenant as a whole.</param>
/// <param name="TenantId">The tenant it is for.</param>
/// <param name="DailySpent">Dollars of the day.</param>
/// <param name="DailyLimit">Its limit; 0 for none.</param>
/// <param name="MonthlySpent">Dollars of the month.</param>
/// <param name="MonthlyLimit">Its limit; 0 for none.</param>
/// <param name="Action">block or warn.</param>
public sealed record RuleStatus(
    string Pattern,
    string? TenantId,
    decimal DailySpent,
    decimal DailyLimit,
    decimal MonthlySpent,
    decimal MonthlyLimit,
    string Action
);
