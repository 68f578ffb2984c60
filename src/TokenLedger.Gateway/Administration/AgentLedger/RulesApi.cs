using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Gateway.Administration.Budgets;
using TokenLedger.Gateway.Attribution;
using TokenLedger.Gateway.Hosting;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Gateway.Administration.AgentLedger;

/// <summary>
/// /api/admin/budgets/rules. Configured rules are listed too, and a rule set here for the same keys and tenant takes their
/// place; it never touches the others.
/// </summary>
internal sealed class RulesApi(BudgetsInForce budgets, ControlBook control, FingerprintKey fingerprints)
{
    private const string Path = "/budgets/rules";

    /// <summary>Maps the routes.</summary>
    public void Map(RouteGroupBuilder api)
    {
        api.MapGet(Path, (Delegate)ListAsync)
            .WithName("ListBudgetRules")
            .WithSummary("Budget rules, configured and set at run time")
            .Produces<IReadOnlyList<RuleDocument>>()
            .WithMetadata(TenantScoped.Instance)
            .Requires(RouteAccess.Viewer);
        api.MapPost(Path, (Delegate)AddAsync)
            .WithName("AddBudgetRule")
            .WithSummary("Sets the rule for these keys and this tenant")
            .Accepts<RuleDocument>("application/json")
            .Produces<RuleDocument>(201)
            .Produces<AgentLedgerError>(400)
            .WithMetadata(TenantScoped.Instance)
            .Requires(RouteAccess.TenantAdmin);
        api.MapDelete(
                Path,
                (HttpContext http, string? pattern, string? tenant_id) => RemoveAsync(http, pattern, tenant_id)
            )
            .WithName("RemoveBudgetRules")
            .WithSummary("Removes rules set at run time, by their pattern, their tenant or both")
            .Produces(204)
            .Produces<AgentLedgerError>(404)
            .WithMetadata(TenantScoped.Instance)
            .Requires(RouteAccess.TenantAdmin);
    }

    private Task ListAsync(HttpContext http)
    {
        string? tenant = Principal.Of(http).Tenant;
        IReadOnlyList<RuleDocument> rules =
        [
            .. budgets
                .Now.Rules.Rules.Where(rule => rule.Limits.Count == 0 && (tenant is null || rule.Tenant == tenant))
                .Select(RuleDocument.Of),
        ];
        return AdminAnswer.WriteAsync(http, 200, rules, AgentLedgerJson.Default.IReadOnlyListRuleDocument);
    }

    private async Task AddAsync(HttpContext http)
    {
        (RuleDocument? rule, string? problem) = await AdminAnswer
            .ReadAsync(http, AgentLedgerJson.Default.RuleDocument)
            .ConfigureAwait(false);
        problem ??= string.Join("; ", rule!.Problems());
        if (problem.Length > 0)
        {
            await AgentLedgerRoutes.RefuseAsync(http, 400, $"invalid rule: {problem}").ConfigureAwait(false);
            return;
        }

        Principal who = Principal.Of(http);
        if (who.Tenant is not null && rule!.TenantId != who.Tenant)
        {
            string only = $"you administer the tenant \"{who.Tenant}\" only; say it as tenant_id";
            await AgentLedgerRoutes.RefuseAsync(http, 403, only).ConfigureAwait(false);
            return;
        }

        RuleDocument kept = rule!.WithoutKey(fingerprints);
        string json = JsonSerializer.Serialize(kept, AgentLedgerJson.Default.RuleDocument);
        string id = IdOf(rule);
        ControlChange change = new(ControlKinds.BudgetRule, id, json, who.Name);
        ControlResult result = await control.ChangeAsync(change, http.RequestAborted).ConfigureAwait(false);
        if (!result.IsDone)
        {
            await AgentLedgerRoutes.RefuseAsync(http, result).ConfigureAwait(false);
            return;
        }

        await budgets.ApplyAsync(CancellationToken.None).ConfigureAwait(false);
        await AdminAnswer
            .WriteAsync(http, 201, RuleDocument.Of(kept.Rule(id)), AgentLedgerJson.Default.RuleDocument)
            .ConfigureAwait(false);
    }

    private async Task RemoveAsync(HttpContext http, string? pattern, string? tenant)
    {
        if (string.IsNullOrEmpty(pattern) && string.IsNullOrEmpty(tenant))
        {
            await AgentLedgerRoutes
                .RefuseAsync(http, 400, "pattern or tenant_id query parameter required")
                .ConfigureAwait(false);
            return;
        }

        Principal who = Principal.Of(http);
        ControlDocument[] meant =
        [
            .. control
                .Of(ControlKinds.BudgetRule)
                .Where(document => RuleDocument.Read(document.Json) is { } rule && IsMeant(rule, pattern, tenant, who)),
        ];
        if (meant.Length == 0)
        {
            bool isConfigured = budgets.Now.Rules.Rules.Any(rule =>
                IsMeant(RuleDocument.Of(rule), pattern, tenant, who)
            );
            await (
                isConfigured
                    ? AgentLedgerRoutes.RefuseAsync(http, 409, "the rule stands in the configuration; remove it there")
                    : AgentLedgerRoutes.RefuseAsync(http, 404, "rule not found")
            ).ConfigureAwait(false);
            return;
        }

        foreach (ControlDocument document in meant)
        {
            ControlChange change = new(ControlKinds.BudgetRule, document.Id, null, who.Name);
            ControlResult result = await control.ChangeAsync(change, http.RequestAborted).ConfigureAwait(false);
            if (!result.IsDone && result.Status != ControlStatus.NotFound)
            {
                await AgentLedgerRoutes.RefuseAsync(http, result).ConfigureAwait(false);
                return;
            }
        }

        await budgets.ApplyAsync(CancellationToken.None).ConfigureAwait(false);
        http.Response.StatusCode = 204;
    }

    /// <summary>A configured rule for the same keys and tenant keeps its name, whatever that is.</summary>
    private string IdOf(RuleDocument rule) =>
        budgets
            .Now.Rules.Rules.FirstOrDefault(other =>
                (other.ApiKeyPattern ?? "") == (rule.ApiKeyPattern ?? "")
                && (other.Tenant ?? "") == (rule.TenantId ?? "")
                && other.Limits.Count == 0
                && other.Key is null
            )
            ?.Id
        ?? RuleDocument.NameOf(rule.ApiKeyPattern, rule.TenantId);

    private bool IsMeant(RuleDocument rule, string? pattern, string? tenant, Principal who)
    {
        bool isPattern = string.IsNullOrEmpty(pattern)
            ? string.IsNullOrEmpty(rule.ApiKeyPattern) && rule.Key is null
            : rule.ApiKeyPattern == pattern
                || (rule.Key is { } key && (key == pattern || key == fingerprints.OfCredential(pattern)));
        return isPattern
            && (string.IsNullOrEmpty(tenant) || rule.TenantId == tenant)
            && (who.Tenant is null || rule.TenantId == who.Tenant);
    }
}
