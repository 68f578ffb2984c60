using System.Collections.Frozen;

namespace TokenLedger.Demo.Simulation;

/// <summary>The models on offer: the name asked for, the dated name that answers, and whether it reasons.</summary>
internal static class ModelCatalog
{
    private static readonly FrozenDictionary<string, string> Dated = new Dictionary<string, string>
    {
        ["gpt-4o"] = "gpt-4o-2024-08-06",
        ["gpt-4o-mini"] = "gpt-4o-mini-2024-07-18",
        ["gpt-4.1"] = "gpt-4.1-2025-04-14",
        ["gpt-4.1-mini"] = "gpt-4.1-mini-2025-04-14",
        ["gpt-4.1-nano"] = "gpt-4.1-nano-2025-04-14",
        ["gpt-5"] = "gpt-5-2025-08-07",
        ["gpt-5-mini"] = "gpt-5-mini-2025-08-07",
        ["gpt-5-nano"] = "gpt-5-nano-2025-08-07",
        ["o3"] = "o3-2025-04-16",
        ["o4-mini"] = "o4-mini-2025-04-16",
        ["gpt-5.6-sol"] = "gpt-5.6-sol",
        ["gpt-3.5-turbo-instruct"] = "gpt-3.5-turbo-instruct",
        ["text-embedding-3-small"] = "text-embedding-3-small",
        ["text-embedding-3-large"] = "text-embedding-3-large",
        ["claude-haiku-4-5"] = "claude-haiku-4-5-20251001",
        ["claude-sonnet-4-5"] = "claude-sonnet-4-5-20250929",
        ["claude-opus-4-5"] = "claude-opus-4-5-20251101",
        ["claude-opus-4-8"] = "claude-opus-4-8",
        ["claude-opus-5-5"] = "claude-opus-5-5",
        ["claude-sonnet-5-5"] = "claude-sonnet-5-5",
        ["claude-haiku-5-5"] = "claude-haiku-5-5",
        ["gemini-2.5-flash"] = "gemini-2.5-flash",
        ["gemini-2.5-pro"] = "gemini-2.5-pro",
        ["gemini-3-flash-preview"] = "gemini-3-flash-preview",
        ["gemini-embedding-001"] = "gemini-embedding-001",
        ["mistral-large-latest"] = "mistral-large-2512",
        ["mistral-small-latest"] = "mistral-small-2603",
        ["mistral-ocr-latest"] = "mistral-ocr-2512",
        ["codestral-latest"] = "codestral-2508",
        ["mistral-embed"] = "mistral-embed",
        ["command-a-03-2025"] = "command-a-03-2025",
        ["embed-v4.0"] = "embed-v4.0",
        ["rerank-v3.5"] = "rerank-v3.5",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly string[] Families =
    [
        "claude",
        "gemini",
        "mistral",
        "codestral",
        "command",
        "embed-v",
        "rerank",
    ];

    private static readonly string[] ReasoningPrefixes =
    [
        "o1",
        "o3",
        "o4",
        "gpt-5",
        "gpt-6",
        "gemini-2.5-pro",
        "gemini-3",
        "deepseek-reasoner",
        "deepseek-v4-pro",
        "grok-4",
        "openai/gpt-oss",
        "gpt-oss",
        "magistral",
        "sonar-deep-research",
        "sonar-reasoning",
    ];

    /// <summary>The names on offer whose family is this ("claude"), sorted; OpenAI's for an empty one.</summary>
    public static IEnumerable<string> Names(string family) =>
        Dated
            .Keys.Where(name =>
                family.Length > 0
                    ? name.StartsWith(family, StringComparison.Ordinal)
                    : !Families.Any(other => name.StartsWith(other, StringComparison.Ordinal))
            )
            .Order();

    /// <summary>The name that answers: the dated one, or the name asked for when it is not in the catalogue.</summary>
    public static string Served(string requested) => Dated.GetValueOrDefault(requested, requested);

    public static bool Knows(string requested) => Dated.ContainsKey(requested) || Dated.Values.Contains(requested);

    public static bool Reasons(string model) =>
        ReasoningPrefixes.Any(prefix => model.StartsWith(prefix, StringComparison.Ordinal));
}
