using System.Text;
using System.Text.Json;
using TokenLedger.Accounting.Policies;
using TokenLedger.Gateway.Policies.Replay;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Commands.Policies;

/// <summary>What a replay came to, in JSON. Amounts are exact decimal strings.</summary>
internal static class ReplayDocument
{
    public static string Json(PolicyReplay replay, Window window)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes, new() { Indented = true }))
        {
            json.WriteStartObject();
            Write(json, "from", window.From);
            Write(json, "to", window.To);
            json.WriteNumber("calls", replay.Calls);
            json.WriteString("cost_usd", replay.Cost.ToString());
            json.WriteNumber("refused_calls", replay.Refused);
            json.WriteString("saved_by_refusing_usd", replay.SavedByRefusing.ToString());
            json.WriteNumber("unsettled_calls", replay.Unsettled);
            json.WriteStartArray("policies");
            foreach (RuleReplay rule in replay.Rules)
            {
                Write(json, rule);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static void Write(Utf8JsonWriter json, RuleReplay rule)
    {
        json.WriteStartObject();
        json.WriteString("policy", rule.Rule.Id);
        json.WriteString("action", PolicyActions.WordOf(rule.Rule.Action));
        json.WriteNumber("calls", rule.Calls);
        json.WriteString("cost_usd", rule.Cost.ToString());
        json.WriteString("saved_usd", rule.Saved.ToString());
        json.WriteNumber("not_told_calls", rule.Untold);
        json.WriteStartArray("not_recorded");
        foreach (string field in rule.Unrecorded)
        {
            json.WriteStringValue(field);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, DateTimeOffset? at)
    {
        if (at is { } instant)
        {
            json.WriteString(name, instant.UtcDateTime);
        }
    }
}
