using System.CommandLine;
using TokenLedger.Commands.Administration;
using TokenLedger.Commands.Output;
using TokenLedger.Configuration.Values;
using TokenLedger.Gateway.Identity;
using TokenLedger.Gateway.Identity.Keys;

namespace TokenLedger.Commands.Identity;

/// <summary>tokenledger keys rotate, and access-tokens rotate.</summary>
internal static class RotateCommand
{
    /// <param name="what">What has a secret: "virtual key".</param>
    /// <param name="example">An id of one.</param>
    /// <param name="route">Where they are.</param>
    public static Command Create(string what, string example, string route)
    {
        RoadOptions road = new();
        Argument<string> id = new("ID") { Description = $"The {what}'s id, such as {example}." };
        Option<string> overlap = new("--overlap")
        {
            HelpName = "DURATION",
            Description = "How long the old secret stays valid, 0 to 30d.",
            DefaultValueFactory = _ => "1d",
        };
        Command command = new("rotate", $"Give the {what} a new secret. It is shown once, and kept nowhere.")
        {
            id,
            overlap,
        };
        road.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                RotationRequest request = new() { OverlapSeconds = Seconds(parsed.GetValue(overlap)!) };
                await using AdminRoad open = await road.OpenAsync(parsed, cancellation);
                AdminReply reply = await open.PostAsync(
                    $"{route}/{Uri.EscapeDataString(parsed.GetValue(id)!)}/rotate",
                    request,
                    IdentityJson.Default.RotationRequest,
                    idempotencyKey: null,
                    cancellation
                );
                await KeyOutput.ShowNewAsync(parsed, reply, road.IsJson(parsed));
                return 0;
            }
        );
        return command;
    }

    private static long Seconds(string text) =>
        DurationText.Parse(text).Value is TimeSpan span
            ? (long)span.TotalSeconds
            : throw CostOptions.Misused("--overlap: must be a duration such as 7d, 12h or 0.");
}
