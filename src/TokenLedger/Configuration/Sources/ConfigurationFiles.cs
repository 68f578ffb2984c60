namespace TokenLedger.Configuration.Sources;

/// <summary>Where a configuration file is looked for when none is named; the first found is the one read.</summary>
public static class ConfigurationFiles
{
    /// <summary>The places in order: ours first, then those of AgentLedger.</summary>
    public static IReadOnlyList<string> Places(string folder, IReadOnlyDictionary<string, string> variables)
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string dotConfig = Path.Combine(variables.GetValueOrDefault("HOME") ?? home, ".config");
        string xdg = variables.GetValueOrDefault("XDG_CONFIG_HOME") is { Length: > 0 } named ? named : dotConfig;
        return
        [
            Path.Combine(folder, "tokenledger.yaml"),
            Path.Combine(xdg, "tokenledger", "tokenledger.yaml"),
            "/etc/tokenledger/tokenledger.yaml",
            Path.Combine(folder, "agentledger.yaml"),
            Path.Combine(folder, "configs", "agentledger.yaml"),
            Path.Combine(dotConfig, "agentledger", "agentledger.yaml"),
            "/etc/agentledger/agentledger.yaml",
        ];
    }

    /// <summary>The first that exists; null when there is none.</summary>
    public static string? Find(string folder, IReadOnlyDictionary<string, string> variables) =>
        Places(folder, variables).FirstOrDefault(File.Exists);
}
