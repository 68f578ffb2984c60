using System.Text;
using System.Text.Json;

namespace TokenLedger.Gateway.Alerts.Channels;

/// <summary>
/// An alert as a Slack message of blocks: a heading, the message, and the details as a list, as AgentLedger lays them out.
/// What callers sent is escaped, so that it cannot mention people or make links
/// (https://docs.slack.dev/messaging/formatting-message-text).
/// </summary>
internal static class SlackMessage
{
    /// <summary>Slack refuses longer texts of a section, in characters.</summary>
    private const int LongestSection = 2900;

    /// <summary>The body.</summary>
    public static AlertPayload Of(Alert alert) =>
        new(
            AlertPayload.Json,
            AlertPayload.Write(json =>
            {
                // Shown in notifications, where blocks are not.
                json.WriteString("text", Short($"{alert.Type.Title}: {Escaped(alert.Message)}"));
                json.WriteStartArray("blocks");
                Block(json, "header", "plain_text", $"{Icon(alert.Severity)} {alert.Type.Title}");
                Block(json, "section", "mrkdwn", Short(Escaped(alert.Message)));
                string details = Details(alert);
                if (details.Length > 0)
                {
                    Block(json, "section", "mrkdwn", Short(details));
                }

                json.WriteEndArray();
            })
        );

    private static void Block(Utf8JsonWriter json, string type, string textType, string text)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteStartObject("text");
        json.WriteString("type", textType);
        json.WriteString("text", text);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string Details(Alert alert)
    {
        StringBuilder text = new();
        foreach ((string name, string value) in alert.Details)
        {
            text.Append("• *").Append(name).Append("*: ").Append(Escaped(value)).Append('\n');
        }

        if (alert.Suppressed > 0)
        {
            text.Append("• ").Append(alert.Suppressed).Append(" more like it since the last one\n");
        }

        return text.ToString().TrimEnd();
    }

    private static string Escaped(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal);

    private static string Short(string text) => AlertText.Short(text, LongestSection);

    private static string Icon(AlertSeverity severity) =>
        severity switch
        {
            AlertSeverity.Critical => ":rotating_light:",
            AlertSeverity.Warning => ":warning:",
            _ => ":information_source:",
        };
}
