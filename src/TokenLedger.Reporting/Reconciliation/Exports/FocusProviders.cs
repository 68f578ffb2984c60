namespace TokenLedger.Reporting.Reconciliation.Exports;

/// <summary>The ledger's short names of providers by the names that FOCUS rows carry.</summary>
internal static class FocusProviders
{
    private static readonly Dictionary<string, string> _names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["OpenAI"] = "openai",
        ["Anthropic"] = "anthropic",
        ["Microsoft"] = "azure",
        ["Azure"] = "azure",
        ["AWS"] = "bedrock",
        ["Amazon Web Services"] = "bedrock",
        ["Google"] = "google",
        ["Google Cloud"] = "vertex",
        ["Mistral"] = "mistral",
        ["Mistral AI"] = "mistral",
        ["Cohere"] = "cohere",
        ["Groq"] = "groq",
        ["DeepSeek"] = "deepseek",
        ["xAI"] = "xai",
        ["Perplexity"] = "perplexity",
        ["Together"] = "together",
        ["Together AI"] = "together",
        ["Fireworks"] = "fireworks",
        ["Fireworks AI"] = "fireworks",
        ["OpenRouter"] = "openrouter",
        ["Cerebras"] = "cerebras",
        ["SambaNova"] = "sambanova",
    };

    /// <summary>The name in FOCUS rows: the first that is read as this one; the short name itself when there is none.</summary>
    public static string NameOf(string shortName)
    {
        foreach ((string name, string known) in _names)
        {
            if (known == shortName)
            {
                return name;
            }
        }

        return shortName;
    }

    /// <summary>The short name; null when the name is not known.</summary>
    public static string? Find(string name) => _names.GetValueOrDefault(name.Trim());
}
