using System.CommandLine;
using TokenLedger.Commands.Administration;

namespace TokenLedger.Commands.Identity;

/// <summary>tokenledger tenants remove.</summary>
internal static class TenantsRemoveCommand
{
    public static Command Create()
    {
        RoadOptions road = new();
        Argument<string> id = new("ID") { Description = "The tenant's name in attribution." };
        Command command = new("remove", "Forget a tenant that has no keys; what it has used stays in the ledger.")
        {
            id,
        };
        road.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                string name = parsed.GetValue(id)!;
                await using AdminRoad open = await road.OpenAsync(parsed, cancellation);
                AdminReply? reply = await open.DeleteAsync(
                    "api/v1/tenants/" + Uri.EscapeDataString(name),
                    ifMatch: null,
                    cancellation
                );
                if (reply is null)
                {
                    throw new CommandFailedException($"There is no tenant \"{name}\".");
                }

                await parsed.InvocationConfiguration.Output.WriteLineAsync($"Tenant {name} is removed.");
                return 0;
            }
        );
        return command;
    }
}
