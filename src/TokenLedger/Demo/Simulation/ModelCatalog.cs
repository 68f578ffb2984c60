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
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly string[] ReasoningPrefixes = ["o1", "o3", "o4", "gpt-5", "gpt-6"];

    /// <summary>The names on offer of one provider, sorted.</summary>
    public static IEnumerable<string> Names(bool anthropic) =>
        Dated.Keys.Where(name => name.StartsWith("claude", StringComparison.Ordinal) == anthropic).Order();

    /// <summary>The name that answers: the dated one, or the name asked for when it is not in the catalogue.</summary>
    public static string Served(string requested) => Dated.GetValueOrDefault(requested, requested);

    public static bool Knows(string requested) => Dated.ContainsKey(requested) || Dated.Values.Contains(requested);

    public static bool Reasons(string model) =>
        ReasoningPrefixes.Any(prefix => model.StartsWith(prefix, StringComparison.Ordinal));
}
