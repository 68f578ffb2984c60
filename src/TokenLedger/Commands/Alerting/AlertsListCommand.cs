using System.CommandLine;
using System.Globalization;
using TokenLedger.Commands.Administration;
using TokenLedger.Commands.Output;
using TokenLedger.Gateway.Administration;

namespace TokenLedger.Commands.Alerting;

/// <summary>tokenledger alerts list.</summary>
internal static class AlertsListCommand
{
    private const int LongestMessage = 100;

    public static Command Create()
    {
        RoadOptions road = new();
        Option<int> limit = new("--limit")
        {
            HelpName = "NUMBER",
            Description = "How many, at most 500.",
            DefaultValueFactory = _ => 20,
        };
        Option<string?> type = new("--type")
        {
            HelpName = "TYPE",
            Description = "Only this type, such as budget_exceeded.",
        };
        Command command = new("list", "Show the latest alerts, the newest first, and what became of them.")
        {
            limit,
            type,
        };
        road.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                await using AdminRoad open = await road.OpenAsync(parsed, cancellation);
                string query = $"api/v1/alerts?limit={parsed.GetValue(limit).ToString(CultureInfo.InvariantCulture)}";
                if (parsed.GetValue(type) is { } only)
                {
                    query += "&type=" + Uri.EscapeDataString(only);
                }

                AdminReply reply = await open.GetAsync(query, cancellation);
                TextWriter output = parsed.InvocationConfiguration.Output;
                if (road.IsJson(parsed))
                {
                    await output.WriteLineAsync(reply.Text);
                }
                else
                {
                    Write(reply.Read(AlertsJson.Default.AlertListDocument), output);
                }

                return 0;
            }
        );
        return command;
    }

    private static void Write(AlertListDocument document, TextWriter output)
    {
        if (document.Alerts.Count == 0)
        {
            output.WriteLine("No alerts.");
            return;
        }

        Table table = new("TIME (UTC)", "SEVERITY", "TYPE", "SUBJECT", "DELIVERIES", "MESSAGE")
        {
            MostText = LongestMessage,
        };
        foreach (AlertDocument alert in document.Alerts)
        {
            table.Add(
                alert.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
                alert.Severity,
                alert.Type,
                alert.Member is null ? alert.Subject : $"{alert.Subject} ({alert.Member})",
                Deliveries(alert),
                alert.Message
            );
        }

        table.WriteTo(output);
    }

    private static string Deliveries(AlertDocument alert) =>
        alert.Deliveries.Count == 0
            ? "none"
            : string.Join(", ", alert.Deliveries.Select(delivery => $"{delivery.Channel} {delivery.Status}"));
}
