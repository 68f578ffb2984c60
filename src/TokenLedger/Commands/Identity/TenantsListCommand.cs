using System.CommandLine;
using TokenLedger.Commands.Administration;
using TokenLedger.Commands.Output;
using TokenLedger.Gateway.Administration.Identity;
using TokenLedger.Gateway.Identity;

namespace TokenLedger.Commands.Identity;

/// <summary>tokenledger tenants list.</summary>
internal static class TenantsListCommand
{
    public static Command Create()
    {
        RoadOptions road = new();
        Command command = new("list", "Show the tenants.");
        road.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                await using AdminRoad open = await road.OpenAsync(parsed, cancellation);
                AdminReply reply = await open.GetAsync("api/v1/tenants", cancellation);
                TextWriter output = parsed.InvocationConfiguration.Output;
                if (road.IsJson(parsed))
                {
                    await output.WriteLineAsync(reply.Text);
                }
                else
                {
                    Write(reply.Read(IdentityJson.Default.TenantList), output);
                }

                return 0;
            }
        );
        return command;
    }

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
