using Microsoft.AspNetCore.Routing;
using TokenLedger.Gateway.Administration.AgentLedger;
using TokenLedger.Gateway.Administration.Budgets;
using TokenLedger.Gateway.Administration.Policies;
using TokenLedger.Gateway.Budgets;
using TokenLedger.Gateway.Gates;
using TokenLedger.Gateway.Hosting;
using TokenLedger.Gateway.Identity;
using TokenLedger.Gateway.Policies;

namespace TokenLedger.Gateway.Administration;

/// <summary>
/// Where the administration API is put together: one line for each resource. Every route says who may use it by
/// <see cref="Requires"/>, and what it is called, takes and answers, for the OpenAPI document.
/// </summary>
internal static class AdminRoutes
{
    /// <summary>Maps the routes under /api/v1.</summary>
    public static void Map(IEndpointRouteBuilder routes, AdminParts admin)
    {
        if (admin.Gateway.Control is not { } control)
        {
            return;
        }

        RouteGroupBuilder api = routes.MapGroup("/api/v1");
        GatewayParts parts = admin.Gateway;
        PolicyBook policies = routes.ServiceProvider.GetRequiredService<PolicyParts>().Book;
        new PoliciesApi(policies, control).Map(api);
        new ApprovalsApi(policies, control, parts.Time).Map(api);
        ReconciliationsApi.Map(api, parts.Ledger, parts.Time);
        if (parts.Alerts is { } alerts)
        {
            AlertsApi.Map(api, alerts);
        }

        LimitsApi.Map(api, admin.Guards, control);
        SessionsApi.Map(api, admin.Guards, parts);
        new BudgetsApi(admin.Budgets, control, admin.Gateway.Ledger).Map(api);
        new FitApi(admin.Fit).Map(api);
        new BudgetOverridesApi(admin.Budgets, control, admin.Gateway.Time).Map(api);
        new AdminLogApi(admin.Gateway.Ledger).Map(api);
        AgentLedgerRoutes.Map(routes, admin, control);
    }

    /// <summary>How the documents of the API look in the OpenAPI document.</summary>
    public static void AddJson(IServiceCollection services) =>
        services.ConfigureHttpJsonOptions(static json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Add(AdminJson.Default);
            json.SerializerOptions.TypeInfoResolverChain.Add(IdentityJson.Default);
            json.SerializerOptions.TypeInfoResolverChain.Add(AlertsJson.Default);
            json.SerializerOptions.TypeInfoResolverChain.Add(ReconciliationJson.Default);
            json.SerializerOptions.TypeInfoResolverChain.Add(LimitJson.Default);
            json.SerializerOptions.TypeInfoResolverChain.Add(SessionJson.Default);
        });

    /// <summary>Says who may use a route.</summary>
    public static T Requires<T>(this T route, RouteAccess access)
        where T : IEndpointConventionBuilder => route.WithMetadata(new RouteAccessMetadata(access));
}

/// <summary>What administration routes work on.</summary>
/// <param name="Gateway">What the gateway is built from.</param>
/// <param name="Budgets">The budgets in force.</param>
/// <param name="Identity">Who calls, and who is blocked.</param>
/// <param name="Guards">Rate limits, sessions, and who is stopped.</param>
/// <param name="Upstreams">How the upstreams are.</param>
/// <param name="Fit">Tells what the budgets would say.</param>
internal sealed record AdminParts(
    GatewayParts Gateway,
    BudgetsInForce Budgets,
    IdentityParts Identity,
    CallGuards Guards,
    UpstreamsApi Upstreams,
    FitCheck Fit
);
