using System.Globalization;
using TokenLedger.Dashboard.Held;
using TokenLedger.Gateway.Administration.Budgets;
using TokenLedger.Gateway.Administration.Identity;
using TokenLedger.Gateway.Calls;
using TokenLedger.Gateway.Hosting;
using TokenLedger.Gateway.Identity.Keys;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Serve;

/// <summary>Tells the pages what only the gateway knows: neither sees the other.</summary>
internal static class PageFacts
{
    /// <summary>What a gateway holds, asked for when a page is.</summary>
    /// <param name="host">The gateway; it is built after its pages.</param>
    /// <param name="control">What was decided at run time.</param>
    /// <param name="rates">The rates in force.</param>
    public static GatewayFacts Of(Func<GatewayHost> host, ControlBook control, RatesInForce rates)
    {
        string? RevisionOf(string kind, string id) =>
            control.Find(kind, id)?.Revision.ToString(CultureInfo.InvariantCulture);

        return new()
        {
            Budgets = () => Budgets(host().Budgets.Now, control),
            Keys = () => [.. host().Known.Keys().Select(key => Key(key, RevisionOf(ControlKinds.Key, key.Id)))],
            Tenants = () =>
                [.. host().Known.Tenants().Select(one => Tenant(one, RevisionOf(ControlKinds.Tenant, one.Id)))],
            Rates = () => new(rates.Book, rates.Warning),
        };
    }

    private static HeldBudgets Budgets(BudgetMerge now, ControlBook control) =>
        new(
            [
                .. now
                    .Budgets.Values.OrderBy(held => held.Budget.Id, StringComparer.Ordinal)
                    .Select(held => Budget(held, control)),
            ],
            [.. now.Problems.Select(problem => problem.ToString())]
        );

    private static HeldBudget Budget(BudgetInForce held, ControlBook control) =>
        new(
            held.Budget,
            held.Revision,
            held.Document?.ChangedAt,
            held.Document?.Actor,
            [.. (BudgetOverrideAnswer.Of(held.Budget, control) ?? []).Select(Override)]
        );

    private static HeldOverride Override(BudgetOverrideAnswer one) =>
        new(one.Id, one.Unit, one.Amount, one.From, one.To, one.Reason, one.Author, one.Member);

    private static HeldKey Key(KeyView key, string? revision) =>
        new()
        {
            Id = key.Id,
            Revision = revision,
            Name = key.Name,
            Status = key.Status,
            Tenant = key.Tenant,
            Owner = key.Owner,
            Models = key.Models,
            Providers = key.Providers,
            Routes = key.Routes,
            CreatedAt = key.CreatedAt,
            CreatedBy = key.CreatedBy,
            ExpiresAt = key.ExpiresAt,
            RevokedAt = key.RevokedAt,
            PreviousSecretUntil = key.PreviousSecretUntil,
            LastUsedAt = key.LastUsedAt,
        };

    private static HeldTenant Tenant(TenantView tenant, string? revision) =>
        new(tenant.Id, tenant.Name, tenant.Description, tenant.Enabled, tenant.Models, tenant.Providers)
        {
            Revision = revision,
        };
}
