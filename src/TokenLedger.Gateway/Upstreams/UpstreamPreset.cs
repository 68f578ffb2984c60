using TokenLedger.Gateway.Dialects.Google;

namespace TokenLedger.Gateway.Upstreams;

/// <summary>A provider known by name: on without a word of configuration, under the prefix of its name.</summary>
/// <param name="Name">Its name below providers.extra; also its path prefix.</param>
/// <param name="Dialect">Its wire format.</param>
/// <param name="Address">Its base address, below which its routes stand; empty when every customer has another.</param>
public sealed record UpstreamPreset(string Name, string Dialect, string Address)
{
    /// <summary>What AgentLedger calls its wire format. Default the dialect's own name.</summary>
    public string Type { get; init; } = Dialect;

    /// <summary>Whose rate card prices its calls. Default its own name.</summary>
    public string Provider { get; init; } = Name;

    /// <summary>Its host where every region has one, "{region}" in its place; empty elsewhere.</summary>
    public string RegionalHost { get; init; } = "";

    /// <summary>Where its routes stand.</summary>
    public ApiPaths Paths { get; init; }

    /// <summary>Whether its chat streams state their usage without being asked.</summary>
    public bool ReportsStreamUsage { get; init; }

    /// <summary>
    /// Whether it is a server on this machine, at the port it listens on by itself. On by default only while the gateway
    /// itself can be reached from this machine alone, so that it opens no local port to others.
    /// </summary>
    public bool IsLocal { get; init; }

    /// <summary>One line a provider. The addresses are AgentLedger's.</summary>
    public static IReadOnlyList<UpstreamPreset> All { get; } =
    [
        new("groq", "openai", "https://api.groq.com/openai") { Paths = ApiPaths.UnderV1, ReportsStreamUsage = true },
        new("mistral", "mistral", "https://api.mistral.ai") { Type = "openai", Paths = ApiPaths.UnderV1 },
        new("deepseek", "openai", "https://api.deepseek.com"),
        new("together", "openai", "https://api.together.xyz") { Paths = ApiPaths.UnderV1 },
        new("fireworks", "openai", "https://api.fireworks.ai/inference")
        {
            Paths = ApiPaths.UnderV1,
            ReportsStreamUsage = true,
        },
        new("perplexity", "openai", "https://api.perplexity.ai")
        {
            Paths = ApiPaths.ChatAtRoot,
            ReportsStreamUsage = true,
        },
        new("openrouter", "openai", "https://openrouter.ai/api")
        {
            Paths = ApiPaths.UnderV1,
            ReportsStreamUsage = true,
        },
        new("xai", "openai", "https://api.x.ai") { Paths = ApiPaths.UnderV1, ReportsStreamUsage = true },
        new("cerebras", "openai", "https://api.cerebras.ai") { Paths = ApiPaths.UnderV1 },
        new("sambanova", "openai", "https://api.sambanova.ai") { Paths = ApiPaths.UnderV1 },
        new("azure", "azure", ""),
        new("gemini", "gemini", "https://generativelanguage.googleapis.com") { Provider = "google" },
        new("vertex", "vertex", "https://" + VertexDialect.GlobalHost),
        new("bedrock", "bedrock", "") { RegionalHost = "bedrock-runtime.{region}.amazonaws.com" },
        new("cohere", "cohere", "https://api.cohere.com"),
        new("ollama", "ollama", "http://127.0.0.1:11434") { Type = "openai", IsLocal = true },
        new("vllm", "openai", "http://127.0.0.1:8000") { Paths = ApiPaths.UnderV1, IsLocal = true },
        new("llamacpp", "openai", "http://127.0.0.1:8080") { Paths = ApiPaths.UnderV1, IsLocal = true },
    ];

    /// <summary>The preset with this name; null when there is none.</summary>
    public static UpstreamPreset? Find(string name) => All.FirstOrDefault(preset => preset.Name == name);

    /// <summary>The upstream it stands for.</summary>
    /// <exception cref="UriFormatException">It has no address of its own.</exception>
    public UpstreamOptions ToOptions() =>
        new()
        {
            Name = Name,
            Provider = Provider,
            Dialect = Dialect,
            BaseAddress = new Uri(Address),
            PathPrefix = "/" + Name,
            Paths = Paths,
            ReportsStreamUsage = ReportsStreamUsage,
            UniqueIds = !IsLocal,
            NeedsNoCredential = IsLocal,
        };
}
