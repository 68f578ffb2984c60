using System.CommandLine;
using System.Text.Json;
using TokenLedger.Commands.Administration;
using TokenLedger.Gateway.Identity;
using TokenLedger.Gateway.Identity.Tenants;

namespace TokenLedger.Commands.Identity;

/// <summary>tokenledger tenants set.</summary>
internal static class TenantsSetCommand
{
    public static Command Create()
    {
        RoadOptions road = new();
        PatternOptions patterns = new();
        Argument<string> id = new("ID") { Description = "The tenant's name in attribution." };
        Option<string?> name = new("--name") { HelpName = "NAME", Description = "What people call it." };
        Option<string?> description = new("--description") { HelpName = "TEXT", Description = "What it is." };
        Option<bool> disabled = new("--disabled") { Description = "Refuse its calls." };
        Command command = new(
            "set",
            "Make a tenant, or set all its terms. From then on its calls need one of its keys."
        )
        {
            id,
            name,
            description,
            disabled,
        };
        patterns.AddTo(command);
        road.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                TenantDocument tenant = new()
                {
                    Name = parsed.GetValue(name),
                    Description = parsed.GetValue(description),
                    Enabled = !parsed.GetValue(disabled),
                    Models = patterns.Models(parsed),
                    Providers = patterns.Providers(parsed),
                };
                await using AdminRoad open = await road.OpenAsync(parsed, cancellation);
                AdminReply reply = await open.PutAsync(
                    "api/v1/tenants/" + Uri.EscapeDataString(parsed.GetValue(id)!),
                    JsonSerializer.SerializeToUtf8Bytes(tenant, IdentityJson.Default.TenantDocument),
                    ifMatch: null,
                    cancellation
                );
                await parsed.InvocationConfiguration.Output.WriteLineAsync(
                    road.IsJson(parsed) ? reply.Text : $"Tenant {parsed.GetValue(id)} is set."
                );
                return 0;
            }
        );
        return command;
    }
}
