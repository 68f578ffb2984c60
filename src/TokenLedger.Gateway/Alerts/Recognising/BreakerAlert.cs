using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Alerts.Recognising;

/// <summary>Upstreams whose circuit breaker is open.</summary>
internal static class BreakerAlert
{
    /// <summary>The alert of a call that was refused because of it.</summary>
    public static FoundAlert Refused(Entry entry)
    {
        string subject = Subject($"{entry.Upstream ?? entry.Provider}/{entry.ModelRequested}");
        return new(AlertType.BreakerOpen, subject, entry.Reason ?? Open(subject))
        {
            Details = new DetailList()
                .Add("upstream", entry.Upstream ?? entry.Provider)
                .Add("model", entry.ModelRequested)
                .Done(),
        };
    }

    /// <summary>The alert of an entry about the breaker itself.</summary>
    public static FoundAlert Changed(AlertType type, Entry entry)
    {
        string subject = Subject(entry.Subject ?? "unknown");
        string message = type == AlertType.BreakerOpen ? Open(subject) : $"Calls to {subject} are made again.";
        return new(type, subject, message) { Details = new DetailList().Add("upstream", entry.Subject).Done() };
    }

    private static string Open(string subject) =>
        $"{subject} has failed so often that calls to it are refused for a while.";

    private static string Subject(string target) => target.Trim('/');
}
