using System.CommandLine;
using TokenLedger.Commands.Administration;

namespace TokenLedger.Commands.Sessions;

/// <summary>tokenledger sessions revive.</summary>
internal static class SessionsReviveCommand
{
    public static Command Create()
    {
        RoadOptions road = new();
        Argument<string> id = new("ID") { Description = "Which." };
        Option<string> kind = KindOption.Create();
        Command command = new("revive", "Let what was stopped go on.") { id, kind };
        road.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                await using AdminRoad open = await road.OpenAsync(parsed, cancellation);
                string named = parsed.GetValue(kind)!;
                string which = parsed.GetValue(id)!;
                _ =
                    await open.DeleteAsync(KindOption.PathOf(named, which), ifMatch: null, cancellation)
                    ?? throw new CommandFailedException($"The {named} \"{which}\" is not stopped.");
                await parsed.InvocationConfiguration.Output.WriteLineAsync(
                    road.IsJson(parsed) ? "{}" : $"The {named} \"{which}\" may go on."
                );
                return 0;
            }
        );
        return command;
    }
}
