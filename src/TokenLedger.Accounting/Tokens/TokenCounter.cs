namespace TokenLedger.Accounting.Tokens;

/// <summary>
/// Counts the tokens of a text for a model: exact for OpenAI's models, whose encodings are public; for others the
/// count of o200k_base times a ratio, because their vocabularies are not.
/// </summary>
/// <param name="Encoding">The encoding that is counted with.</param>
/// <param name="RatioPercent">Percent the count is raised to, rounded up; 100 for an exact count.</param>
public sealed record TokenCounter(BytePairEncoding Encoding, int RatioPercent)
{
    /// <summary>Characters that are counted exactly; the rest of a longer text is taken in proportion.</summary>
    public const int MaxCounted = 1024 * 1024;

    /// <summary>Claude's tokenizer makes about a fifth more tokens of the same text.</summary>
    private const int ClaudePercent = 120;

    private static readonly TokenCounter O200k = new(BytePairEncoding.O200kBase, 100);
    private static readonly TokenCounter Cl100k = new(BytePairEncoding.Cl100kBase, 100);
    private static readonly TokenCounter Claude = new(BytePairEncoding.O200kBase, ClaudePercent);

    // Longest first. Families not listed came after GPT-4o and use its encoding.
    private static readonly string[] Cl100kFamilies =
    [
        "text-embedding-ada-002",
        "text-embedding-3",
        "ft:gpt-3.5",
        "davinci-002",
        "babbage-002",
        "gpt-3.5",
        "gpt-35",
        "ft:gpt-4",
        "gpt-4",
    ];

    private static readonly string[] O200kInsideGpt4 = ["gpt-4o", "gpt-4.1", "gpt-4.5", "ft:gpt-4o", "ft:gpt-4.1"];

    /// <summary>Whether the count is the provider's own.</summary>
    public bool IsExact => RatioPercent == 100;

    /// <summary>The counter for a model.</summary>
    public static TokenCounter ForModel(string provider, string? model)
    {
        string name = model ?? "";
        name = name[(name.LastIndexOf('/') + 1)..];
        if (provider == "anthropic" || name.StartsWith("claude", StringComparison.OrdinalIgnoreCase))
        {
            return Claude;
        }

        bool old = StartsWithAny(name, Cl100kFamilies) && !StartsWithAny(name, O200kInsideGpt4);
        return old ? Cl100k : O200k;
    }

    /// <summary>The number of tokens, at least 0.</summary>
    public long Count(ReadOnlySpan<char> text)
    {
        long count = Encoding.Count(text.Length <= MaxCounted ? text : text[..MaxCounted]);
        if (text.Length > MaxCounted)
        {
            count = (long)((Int128)count * text.Length / MaxCounted);
        }

        return (count * RatioPercent + 99) / 100;
    }

    private static bool StartsWithAny(string name, string[] families)
    {
        foreach (string family in families)
        {
            if (name.StartsWith(family, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
