namespace TokenLedger.Reporting.Queries.Foresight;

/// <summary>Outcomes of calls that count as errors: the upstream, the gateway or the connection to it failed.</summary>
internal static class FailedOutcomes
{
    /// <summary>Their names in entries. Not among them: callers that left, and calls that a budget or a person has ended.</summary>
    public static IReadOnlySet<string> All { get; } =
        new HashSet<string>(StringComparer.Ordinal)
        {
            "upstream_refused",
            "upstream_unreachable",
            "upstream_failed",
            "upstream_timeout",
            "stream_cut",
            "stream_error",
            "gateway_fault",
            "crash",
        };
}
