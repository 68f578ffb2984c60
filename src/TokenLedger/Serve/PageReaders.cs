using Microsoft.AspNetCore.Http;
using TokenLedger.Dashboard;
using TokenLedger.Dashboard.Pages.Shell;
using TokenLedger.Gateway.Hosting;
using TokenLedger.Gateway.Identity.SignIn;

namespace TokenLedger.Serve;

/// <summary>Tells the pages, which do not see the gateway, who reads them.</summary>
internal static class PageReaders
{
    /// <summary>The dashboard over a read side, for the readers that the gateway's guard has found out.</summary>
    public static DashboardParts Parts(ReadSide side) =>
        new(side) { ReaderOf = static http => Of(Principal.Of(http), http) };

    /// <summary>The pages that the gateway itself shows to browsers, drawn by the dashboard.</summary>
    public static BrowserPages ForBrowsers(DashboardParts parts) =>
        new()
        {
            SignIn = (http, form) => NoticePages.WriteSignInAsync(http, parts, form.Status, form.Problem, form.Next),
            Refusal = (http, status, message) =>
                NoticePages.WriteRefusalAsync(
                    http,
                    parts,
                    http.Features.Get<Principal>() is { } principal ? Of(principal, http) : PageReader.Nobody,
                    status,
                    message
                ),
        };

    /// <summary>A principal as pages know him.</summary>
    private static PageReader Of(Principal principal, HttpContext http) =>
        new(principal.Name, WordOf(principal.Role), principal.Scope)
        {
            MayAdminister = principal is { Role: Role.Admin, Tenant: null },
            MayManageTenant = principal.Role is Role.Admin or Role.TenantAdmin,
            IsSignedIn = http.Features.Get<BrowserSession>() is not null,
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
