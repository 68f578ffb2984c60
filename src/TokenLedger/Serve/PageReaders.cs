using TokenLedger.Dashboard;
using TokenLedger.Dashboard.Pages.Shell;
using TokenLedger.Gateway.Hosting;

namespace TokenLedger.Serve;

/// <summary>Tells the pages, which do not see the gateway, who reads them.</summary>
internal static class PageReaders
{
    /// <summary>The dashboard over a read side, for the readers that the gateway's guard has found out.</summary>
    public static DashboardParts Parts(ReadSide side) => new(side) { ReaderOf = static http => Of(Principal.Of(http)) };

    /// <summary>A principal as pages know him.</summary>
    public static PageReader Of(Principal principal) =>
        new(principal.Name, WordOf(principal.Role), principal.Scope)
        {
            MayAdminister = principal is { Role: Role.Admin, Tenant: null },
            MayManageTenant = principal.Role is Role.Admin or Role.TenantAdmin,
        };

    private static string WordOf(Role role) =>
        role switch
        {
            Role.Admin => "administrator",
            Role.TenantAdmin => "tenant administrator",
            Role.Auditor => "auditor",
            _ => "viewer",
        };
}
