using Microsoft.AspNetCore.Routing;
using TokenLedger.Gateway.Administration.Policies;
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
    public static void Map(IEndpointRouteBuilder routes, GatewayParts parts, CallGuards guards)
    {
        if (parts.Control is null)
        {
            return;
        }

        RouteGroupBuilder api = routes.MapGroup("/api/v1");
        LimitsApi.Map(api, guards, parts.Control);
        SessionsApi.Map(api, guards, parts);
        PolicyBook policies = routes.ServiceProvider.GetRequiredService<PolicyParts>().Book;
        new PoliciesApi(policies, parts.Control).Map(api);
        new ApprovalsApi(policies, parts.Control, parts.Time).Map(api);
        ReconciliationsApi.Map(api, parts.Ledger, parts.Time);
        if (parts.Alerts is { } alerts)
        {
            AlertsApi.Map(api, alerts);
        }
    }

    /// <summary>How the documents of the API look in the OpenAPI document.</summary>
    public static void AddJson(IServiceCollection services) =>
        services.ConfigureHttpJsonOptions(static json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Add(AdminJson.Default);
            json.SerializerOptions.TypeInfoResolverChain.Add(LimitJson.Default);
            json.SerializerOptions.TypeInfoResolverChain.Add(SessionJson.Default);
            json.SerializerOptions.TypeInfoResolverChain.Add(IdentityJson.Default);
            json.SerializerOptions.TypeInfoResolverChain.Add(AlertsJson.Default);
            json.SerializerOptions.TypeInfoResolverChain.Add(ReconciliationJson.Default);
        });

    /// <summary>Says who may use a route.</summary>
    public static T Requires<T>(this T route, RouteAccess access)
        where T : IEndpointConventionBuilder => route.WithMetadata(new RouteAccessMetadata(access));
}
