using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Alerts.Recognising;

/// <summary>
/// Upstreams whose circuit breaker is open: the attempt that opened it says so as a warning, and calls that are refused
/// because of it as a rejection. Both name it "breaker:UPSTREAM/MODEL"; the attempt that closed it, "breaker_closed:…".
/// </summary>
internal static class BreakerAlert
{
    /// <summary>The alert of a call that was refused because of it.</summary>
    public static FoundAlert Refused(Entry entry)
    {
        string target = Target(entry.Subject ?? $"{entry.Upstream ?? entry.Provider}/{entry.ModelRequested}");
        return Found(AlertType.BreakerOpen, target, entry.Reason ?? Open(target));
    }

    /// <summary>The alert of the attempt that opened it.</summary>
    public static FoundAlert Opened(string warning) =>
        Found(AlertType.BreakerOpen, Target(warning), Open(Target(warning)));

    /// <summary>The alert of the attempt that closed it.</summary>
    public static FoundAlert Closed(string warning) =>
        Found(AlertType.BreakerClosed, Target(warning), $"Calls to {Target(warning)} are made again.");

    private static FoundAlert Found(AlertType type, string target, string message) =>
        new(type, target, message) { Details = new DetailList().Add("upstream", target).Done() };

    private static string Open(string target) =>
        $"{target} has failed so often that calls to it are refused for a while.";

    private static string Target(string name) => name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim('/');
}
