using TokenLedger.Configuration.Values;

namespace TokenLedger.Configuration.Keys;

/// <summary>
/// AgentLedger's keys that have no effect here, or whose feature is not available yet. Its files are accepted as they are
/// when the value means "off"; a value that asks for a missing feature is refused, because running without a budget
/// someone relies on is worse than not running.
/// </summary>
public static class AgentLedgerKeys
{
    /// <summary>All of them, in the order of the documentation.</summary>
    public static IReadOnlyList<ConfigurationKey> All { get; } =
    [
        Missing(
            "storage.driver",
            ValueKind.OneOf("sqlite", "postgres"),
            "sqlite",
            value => value is "postgres",
            "use the ledger in the data folder: remove it or say sqlite"
        ),
        Ignored("storage.dsn", ValueKind.Text, "the ledger lies in the data folder (data)"),
        Ignored("storage.max_open_conns", ValueKind.Count, "the ledger is not a database"),
        Ignored("storage.max_idle_conns", ValueKind.Count, "the ledger is not a database"),
        Ignored(
            "recording.buffer_size",
            ValueKind.Count,
            "entries are durable before the answer, nothing is queued for later"
        ),
        Ignored(
            "recording.workers",
            ValueKind.Count,
            "entries are durable before the answer, nothing is queued for later"
        ),
        Ignored("dashboard.enabled", ValueKind.Switch, "the dashboard is always there, at /"),
        Missing("mcp.enabled", ValueKind.Switch, "false", value => value is true, "remove it or say false"),
        Plain("mcp.upstream", ValueKind.Text),
        Plain("mcp.pricing[].server", ValueKind.Text),
        Plain("mcp.pricing[].tool", ValueKind.Text),
        Plain("mcp.pricing[].cost_per_call", ValueKind.Number),
        Target("cors.allow_origins[]"),
        Target("tls.cert_file", "remove it and put a TLS proxy in front"),
        Target("tls.key_file", "remove it and put a TLS proxy in front"),
    ];

    /// <summary>A target: an empty one counts as not set, so any that is set asks for it.</summary>
    private static ConfigurationKey Target(string path, string wayOut = "remove it or leave it empty") =>
        Missing(path, ValueKind.Text, "", _ => true, wayOut);

    private static ConfigurationKey Missing(
        string path,
        ValueKind kind,
        string off,
        Func<object, bool> asks,
        string wayOut
    ) => new(path, kind, off, $"Not available yet: {wayOut}.") { InAgentLedger = true, NotBuilt = new(asks, wayOut) };

    private static ConfigurationKey Ignored(string path, ValueKind kind, string why) =>
        new(path, kind, "", $"Accepted without effect: {why}.") { InAgentLedger = true, NoEffect = why };

    /// <summary>A detail of a feature that is refused when it is on, so it can only stand beside "off".</summary>
    private static ConfigurationKey Plain(string path, ValueKind kind) =>
        new(path, kind, "", "A detail of a feature that is not available yet; accepted while that is off.")
        {
            InAgentLedger = true,
        };
}
