namespace TokenLedger.Accounting.Tokens;

/// <summary>
/// Families whose tokenizer is closed, or whose vocabulary is not ours to ship: how many tokens they make for 100 of
/// o200k_base, and how far a text may be off. Measured against public vocabularies of the same family where there is
/// one, else taken from what is published; which is which, and the texts outside the band, is in docs/tokens.md.
/// </summary>
internal static class ClosedTokenizers
{
    private static readonly (string Family, int RatioPercent, int ErrorPercent)[] Families =
    [
        ("claude", 120, 30),
        ("gemini", 105, 20),
        ("gemma", 105, 20),
        ("llama", 107, 20),
        ("meta-llama", 107, 20),
        ("deepseek", 108, 20),
        ("qwen", 108, 20),
        ("qwq", 108, 20),
        ("mistral", 110, 30),
        ("ministral", 110, 30),
        ("magistral", 110, 30),
        ("codestral", 110, 30),
        ("devstral", 110, 30),
        ("pixtral", 110, 30),
        ("mixtral", 120, 30),
        ("command", 110, 30),
        ("embed", 110, 30),
        ("rerank", 110, 30),
        ("grok", 110, 30),
        ("sonar", 110, 30),
        ("kimi", 110, 30),
        ("glm", 110, 30),
        ("nova", 110, 30),
        ("phi", 110, 30),
    ];

    /// <summary>The counter of a family; null when the model is of none of them.</summary>
    public static TokenCounter? For(string? model)
    {
        if (model is null)
        {
            return null;
        }

        foreach ((string family, int ratio, int error) in Families)
        {
            if (HasPart(model, family))
            {
                return new TokenCounter(BytePairEncoding.O200kBase, ratio, error);
            }
        }

        return null;
    }

    /// <summary>Whether a path's or vendor's part begins with a family: "us.anthropic.claude-x" and "meta/llama3".</summary>
    private static bool HasPart(string model, string family)
    {
        int at = model.IndexOf(family, StringComparison.OrdinalIgnoreCase);
        int end = at + family.Length;
        return at >= 0
            && (at == 0 || !(char.IsAsciiLetterOrDigit(model[at - 1]) || model[at - 1] == '-'))
            && (end == model.Length || !char.IsAsciiLetter(model[end]));
    }
}
