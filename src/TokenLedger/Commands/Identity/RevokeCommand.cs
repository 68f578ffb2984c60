using System.CommandLine;
using TokenLedger.Commands.Administration;

namespace TokenLedger.Commands.Identity;

/// <summary>tokenledger keys revoke, and access-tokens revoke.</summary>
internal static class RevokeCommand
{
    /// <param name="what">What has a secret: "virtual key".</param>
    /// <param name="example">An id of one.</param>
    /// <param name="route">Where they are.</param>
    public static Command Create(string what, string example, string route)
    {
        RoadOptions road = new();
        Argument<string> id = new("ID") { Description = $"The {what}'s id, such as {example}." };
        Command command = new("revoke", $"Take the {what} back, at once and for good.") { id };
        road.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                string name = parsed.GetValue(id)!;
                await using AdminRoad open = await road.OpenAsync(parsed, cancellation);
                AdminReply reply = await open.PostAsync(
                    $"{route}/{Uri.EscapeDataString(name)}/revoke",
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
