using TokenLedger.Ledger.Entries;
using LedgerAttribution = TokenLedger.Ledger.Entries.Attribution;

namespace TokenLedger.Gateway.Alerts.Recognising;

/// <summary>Agents that run away: loops, ghosts, burn rates.</summary>
internal static class AgentAlert
{
    /// <summary>The alert of a call that was refused for it, or went on with a warning.</summary>
    public static FoundAlert Of(AlertType type, Entry entry, bool blocked)
    {
        LedgerAttribution who = entry.Attribution;
        string subject =
            who.Session is { } session ? $"session:{session}"
            : who.Agent is { } agent ? $"agent:{agent}"
            : who.Key is { } key ? $"key:{key}"
            : entry.Subject ?? "unknown";
        string message =
            blocked && entry.Reason is { } reason
                ? $"{type.Title} ({subject}): {reason}"
                : $"{type.Title}: {subject}. Calls {(blocked ? "are refused" : "go on with a warning")}.";
        return new(type, subject, message)
        {
            Severity = type == AlertType.BurnRate && !blocked ? AlertSeverity.Warning : null,
            Details = new DetailList()
                .Add("session_id", who.Session)
                .Add("agent_id", who.Agent)
                .Add("api_key_hash", who.Key)
                .Add("user_id", who.User)
                .Add("task", who.Task)
                .Add("rule", entry.Subject)
                .Add("blocked", blocked ? "true" : "false")
                .Done(),
        };
    }
}
