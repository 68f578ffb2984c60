using System.CommandLine;
using TokenLedger.Commands.Administration;
using TokenLedger.Commands.Output;
using TokenLedger.Gateway.Administration.Identity;
using TokenLedger.Gateway.Identity;

namespace TokenLedger.Commands.Identity;

/// <summary>tokenledger tenants list.</summary>
internal static class TenantsListCommand
{
    public static Command Create() =>
        AdminList.Create(
            "Show the tenants.",
            "api/v1/tenants",
            static (reply, output) => Write(reply.Read(IdentityJson.Default.TenantList), output)
        );

    private static void Write(TenantList list, TextWriter output)
    {
        if (list.Tenants.Count == 0)
        {
            output.WriteLine("No tenants. Make one: tokenledger tenants set ID");
            return;
        }

        Table table = new("ID", "NAME", "STATUS", "MODELS", "PROVIDERS");
        foreach (TenantView tenant in list.Tenants)
        {
            table.Add(
                tenant.Id,
                tenant.Name ?? "-",
                tenant.Enabled ? "enabled" : "disabled",
                tenant.Models.Count == 0 ? "all" : string.Join(", ", tenant.Models),
                tenant.Providers.Count == 0 ? "all" : string.Join(", ", tenant.Providers)
            );
        }

        table.WriteTo(output);
    }
}
