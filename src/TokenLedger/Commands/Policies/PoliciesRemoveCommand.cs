using System.CommandLine;
using TokenLedger.Commands.Administration;

namespace TokenLedger.Commands.Policies;

/// <summary><c>tokenledger policies remove</c>: takes back a rule decided at run time.</summary>
internal static class PoliciesRemoveCommand
{
    public static Command Create()
    {
        RoadOptions options = new();
        Argument<string> id = new("POLICY") { Description = "Its name." };
        Command command = new("remove", "Remove a rule decided at run time; a configured one of this name is back.")
        {
            id,
        };
        options.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                await using AdminRoad road = await options.OpenAsync(parsed, cancellation);
                string name = parsed.GetRequiredValue(id);
                AdminReply reply =
                    await road.DeleteAsync("api/v1/policies/" + Uri.EscapeDataString(name), null, cancellation)
                    ?? throw new CommandFailedException(
                        $"There is no policy \"{name}\". 'tokenledger policies list' shows them."
                    );
                parsed.InvocationConfiguration.Output.WriteLine(
                    options.IsJson(parsed) ? reply.Text
                    : reply.Status == 204 ? $"Policy {name} is removed, at {road.Description}."
                    : $"Policy {name} is the configured one again, at {road.Description}."
                );
                return 0;
            }
        );
        return command;
    }
}
