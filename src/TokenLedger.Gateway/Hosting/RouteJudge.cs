using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Identity.Principals;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Gateway.Hosting;

/// <summary>Says whether a principal may use a route. What is not allowed is refused.</summary>
internal static class RouteJudge
{
    /// <summary>Judges a principal on a route.</summary>
    /// <param name="principal">Who asks.</param>
    /// <param name="endpoint">What for.</param>
    /// <param name="method">How.</param>
    /// <returns>The refusal; null lets it pass.</returns>
    public static Refusal? Judge(Principal principal, Endpoint endpoint, string method)
    {
        RouteAccess access = endpoint.Metadata.GetMetadata<RouteAccessMetadata>()?.Access ?? RouteAccess.Admin;
        if (access == RouteAccess.Management)
        {
            access =
                HttpMethods.IsGet(method) || HttpMethods.IsHead(method) ? RouteAccess.Viewer
                : endpoint.Metadata.GetMetadata<TenantChanges>() is not null ? RouteAccess.TenantAdmin
                : RouteAccess.Admin;
        }

        if (!IsEnough(principal.Role, access))
        {
            return PrincipalRefusals.NeedsRole(Whom(access));
        }

        // A route that does not say that it keeps to a tenant is taken to show them all.
        bool keepsToTenant = endpoint.Metadata.GetMetadata<TenantScoped>() is not null;
        return principal.Tenant is null || keepsToTenant ? null : PrincipalRefusals.NotWithinTenant;
    }

    private static bool IsEnough(Role role, RouteAccess access) =>
        access switch
        {
            RouteAccess.Public or RouteAccess.Viewer => true,
            RouteAccess.Auditor => role is Role.Auditor or Role.Admin,
            RouteAccess.TenantAdmin => role is Role.TenantAdmin or Role.Admin,
            _ => role is Role.Admin,
        };

    private static string Whom(RouteAccess access) =>
        access switch
        {
            RouteAccess.Auditor => "auditors and administrators",
            RouteAccess.TenantAdmin => "administrators and tenant administrators",
            _ => "administrators",
        };
}
