namespace TokenLedger.Configuration.Keys;

/// <summary>Every key a configuration file may hold, in one place: reading, checking and documentation all use it.</summary>
public static class KnownKeys
{
    /// <summary>Ours, then those of AgentLedger only.</summary>
    public static IReadOnlyList<ConfigurationKey> All { get; } =
    [
        .. OwnKeys.All,
        .. IdentityKeys.All,
        .. UpstreamCareKeys.All,
        .. PolicyKeys.All,
        .. LimitKeys.All,
        .. AgentKeys.All,
        .. AlertKeys.All,
        .. MetricsKeys.All,
        .. OtlpKeys.All,
        .. ExportKeys.All,
        .. AgentLedgerKeys.All,
    ];

    /// <summary>The same as a tree of levels.</summary>
    public static KeyLevel Root { get; } = KeyLevel.Of(All);

    /// <summary>The key with this path.</summary>
    public static ConfigurationKey Get(string path) => All.First(key => key.Path == path);
}
