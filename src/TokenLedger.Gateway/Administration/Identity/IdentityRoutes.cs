using Microsoft.AspNetCore.Routing;
using TokenLedger.Gateway.Administration.Budgets;
using TokenLedger.Gateway.Hosting;
using TokenLedger.Gateway.Identity;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Gateway.Administration.Identity;

/// <summary>The routes under /api/v1 that say who callers are.</summary>
internal static class IdentityRoutes
{
    /// <summary>Maps them; none where nothing can be decided at run time.</summary>
    public static void Map(
        IEndpointRouteBuilder routes,
        GatewayParts parts,
        IdentityParts identity,
        BudgetsInForce budgets
    )
    {
        if (parts.Control is not { } book)
        {
            return;
        }

        RouteGroupBuilder api = routes.MapGroup("/api/v1");
        new KeysApi(book, identity, budgets, parts.Time).Map(api);
        new AccessTokensApi(book, identity, parts.Time).Map(api);
        new TenantsApi(book, identity.Tenants, identity.Keys, identity.AccessTokens, identity.Known).Map(api);
        new BlocksApi(identity.Blocks).Map(api);
    }
}
