using System.CommandLine;
using TokenLedger.Accounting;
using TokenLedger.Commands.Administration;
using TokenLedger.Commands.Output;
using TokenLedger.Configuration.Values;
using TokenLedger.Gateway.Administration;

namespace TokenLedger.Commands.Sessions;

/// <summary>tokenledger sessions kill.</summary>
internal static class SessionsKillCommand
{
    public static Command Create()
    {
        RoadOptions road = new();
        Argument<string> id = new("ID") { Description = "Which." };
        Option<string> kind = KindOption.Create();
        Option<string?> reason = new("--reason") { HelpName = "TEXT", Description = "Why, for whoever is stopped." };
        Option<string?> duration = new("--for")
        {
            HelpName = "DURATION",
            Description = "How long, such as 1h. Without it: until it is revived.",
        };
        Command command = new("kill", "Stop it: new calls are refused, those under way are ended.")
        {
            id,
            kind,
            reason,
            duration,
        };
        road.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                KillRequest request = new()
                {
                    Reason = parsed.GetValue(reason),
                    Until = UntilOf(parsed.GetValue(duration)),
                };
                await using AdminRoad open = await road.OpenAsync(parsed, cancellation);
                string named = parsed.GetValue(kind)!;
                string which = parsed.GetValue(id)!;
                AdminReply reply = await open.PostAsync(
                    KindOption.PathOf(named, which),
                    request,
                    SessionJson.Default.KillRequest,
                    idempotencyKey: null,
                    cancellation
                );
                KillEntry order = reply.Read(SessionJson.Default.KillEntry);
                await parsed.InvocationConfiguration.Output.WriteLineAsync(
                    road.IsJson(parsed) ? reply.Text
                    : open.IsRunning
                        ? $"The {named} \"{which}\" is stopped; {Counted.Of(order.EndedCalls ?? 0, "call under way was", "calls under way were")} ended."
                    : $"The {named} \"{which}\" will be refused when the gateway runs."
                );
                return 0;
            }
        );
        return command;
    }

    private static DateTimeOffset? UntilOf(string? duration)
    {
        if (duration is null)
        {
            return null;
        }

        Parsed parsed = DurationText.Parse(duration);
        return parsed.Value is TimeSpan span && span > TimeSpan.Zero
            ? TimeProvider.System.GetUtcNow() + span
            : throw CostOptions.Misused($"--for: {parsed.Problem ?? "must be more than 0"}.");
    }
}
