using System.CommandLine;
using TokenLedger.Commands.Administration;

namespace TokenLedger.Commands.Identity;

/// <summary>tokenledger keys revoke.</summary>
internal static class KeysRevokeCommand
{
    public static Command Create()
    {
        RoadOptions road = new();
        Argument<string> id = new("ID") { Description = "The key's id, such as vk_abcdefghijkl." };
        Command command = new("revoke", "Take a virtual key back, at once and for good; its calls under way are ended.")
        {
            id,
        };
        road.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                string name = parsed.GetValue(id)!;
                await using AdminRoad open = await road.OpenAsync(parsed, cancellation);
                AdminReply reply = await open.PostAsync(
                    $"api/v1/keys/{Uri.EscapeDataString(name)}/revoke",
                    ReadOnlyMemory<byte>.Empty,
                    idempotencyKey: null,
                    cancellation
                );
                await parsed.InvocationConfiguration.Output.WriteLineAsync(
                    road.IsJson(parsed) ? reply.Text : $"{name} is revoked."
                );
                return 0;
            }
        );
        return command;
    }
}
