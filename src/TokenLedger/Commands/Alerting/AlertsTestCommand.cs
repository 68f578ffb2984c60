using System.CommandLine;
using System.Globalization;
using TokenLedger.Commands.Administration;
using TokenLedger.Commands.Output;
using TokenLedger.Gateway.Administration;
using TokenLedger.Gateway.Alerts.Channels;

namespace TokenLedger.Commands.Alerting;

/// <summary>tokenledger alerts test.</summary>
internal static class AlertsTestCommand
{
    private const int LongestProblem = 100;

    public static Command Create()
    {
        RoadOptions road = new();
        Argument<string?> channel = new("channel")
        {
            HelpName = "CHANNEL",
            Description = "The channel's name. Without it: all channels.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Command command = new("test", "Send a test alert to a channel, or to all, and say whether it was accepted.")
        {
            channel,
        };
        road.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                await using AdminRoad open = await road.OpenAsync(parsed, cancellation);
                AdminReply reply = await open.PostAsync(
                    "api/v1/alerts/test",
                    new AlertTestRequest(parsed.GetValue(channel)),
                    AlertsJson.Default.AlertTestRequest,
                    idempotencyKey: null,
                    cancellation
                );
                AlertTestDocument document = reply.Read(AlertsJson.Default.AlertTestDocument);
                TextWriter output = parsed.InvocationConfiguration.Output;
                if (road.IsJson(parsed))
                {
                    await output.WriteLineAsync(reply.Text);
                }
                else
                {
                    Write(document, output);
                }

                return document.Results.All(result => result.Delivered) ? 0 : ExitCode.Failed;
            }
        );
        return command;
    }

    private static void Write(AlertTestDocument document, TextWriter output)
    {
        Table table = new("CHANNEL", "RESULT", ">MS") { MostText = LongestProblem };
        foreach (ChannelTestResult result in document.Results)
        {
            table.Add(
                result.Channel,
                result.Problem ?? "accepted",
                result.ElapsedMs.ToString(CultureInfo.InvariantCulture)
            );
        }

        table.WriteTo(output);
    }
}
