using TokenLedger.Configuration.Values;

namespace TokenLedger.Configuration.Keys;

/// <summary>The keys of the metrics section.</summary>
public static class MetricsKeys
{
    /// <summary>All of them, in the order of the documentation.</summary>
    public static IReadOnlyList<ConfigurationKey> All { get; } =
    [
        new(
            "metrics.public",
            ValueKind.Switch,
            "false",
            "Let everyone who reaches the port read `/metrics`, without a token. It names providers, models, budgets and fingerprints of keys."
        ),
        new(
            "metrics.agentledger",
            ValueKind.Switch,
            "true",
            "Write AgentLedger's seven names too, for its dashboards."
        ),
    ];
}
