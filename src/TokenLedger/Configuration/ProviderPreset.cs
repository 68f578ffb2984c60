namespace TokenLedger.Configuration;

/// <summary>A provider known by name, so that enabling it is enough.</summary>
/// <param name="Name">Its name below providers.extra; also its path prefix and its rate card.</param>
/// <param name="Type">Its wire format.</param>
/// <param name="Upstream">Its base address; empty when every customer has another.</param>
public sealed record ProviderPreset(string Name, string Type, string Upstream)
{
    /// <summary>The providers AgentLedger knows, at the addresses it knows.</summary>
    public static IReadOnlyList<ProviderPreset> All { get; } =
    [
        new("groq", "openai", "https://api.groq.com/openai"),
        new("mistral", "openai", "https://api.mistral.ai"),
        new("deepseek", "openai", "https://api.deepseek.com"),
        new("gemini", "gemini", "https://generativelanguage.googleapis.com"),
        new("cohere", "cohere", "https://api.cohere.com"),
        new("azure", "azure", ""),
        new("together", "openai", "https://api.together.xyz"),
        new("fireworks", "openai", "https://api.fireworks.ai/inference"),
        new("perplexity", "openai", "https://api.perplexity.ai"),
        new("openrouter", "openai", "https://openrouter.ai/api"),
        new("xai", "openai", "https://api.x.ai"),
        new("cerebras", "openai", "https://api.cerebras.ai"),
        new("sambanova", "openai", "https://api.sambanova.ai"),
    ];

    /// <summary>The preset with this name; null when there is none.</summary>
    public static ProviderPreset? Find(string name) => All.FirstOrDefault(preset => preset.Name == name);
}
