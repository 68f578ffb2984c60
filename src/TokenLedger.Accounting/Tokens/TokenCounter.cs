namespace TokenLedger.Accounting.Tokens;

/// <summary>
/// Counts the tokens of a text for a model: exact for OpenAI's models, whose encodings are public; for others the count
/// of o200k_base times a ratio, because their vocabularies are not.
/// </summary>
/// <param name="Encoding">The encoding that is counted with.</param>
/// <param name="RatioPercent">Percent the count is raised to, rounded up; 100 for an exact count.</param>
/// <param name="ErrorPercent">How far the true count may be off either way, in percent; 0 for an exact count.</param>
public sealed record TokenCounter(BytePairEncoding Encoding, int RatioPercent, int ErrorPercent)
{
    /// <summary>Characters that are counted exactly; the rest of a longer text is taken in proportion.</summary>
    public const int MaxCounted = 1024 * 1024;

    private static readonly TokenCounter Claude = ClosedTokenizers.For("claude")!;
    private static readonly TokenCounter Gemini = ClosedTokenizers.For("gemini")!;

    /// <summary>A model nobody has heard of: o200k_base, and no great trust in it.</summary>
    private static readonly TokenCounter Unknown = new(BytePairEncoding.O200kBase, 110, 40);

    /// <summary>A model of OpenAI's that is newer than our table: every family since GPT-4o has used o200k_base.</summary>
    private static readonly TokenCounter NewAtOpenAI = new(BytePairEncoding.O200kBase, 100, 10);

    /// <summary>Whether the count of a text is the provider's own.</summary>
    public bool IsExact => RatioPercent == 100 && ErrorPercent == 0;

    /// <summary>Counts exactly as an encoding does.</summary>
    public static TokenCounter Exact(BytePairEncoding encoding) => new(encoding, 100, 0);

    /// <summary>The counter of a model that is known by name; null when it is not.</summary>
    public static TokenCounter? ForKnownModel(string? model) =>
        ModelEncodings.For(model) is { } encoding ? Exact(encoding) : ClosedTokenizers.For(model);

    /// <summary>The counter for a model; one with a wide error when neither provider nor model is known.</summary>
    /// <param name="provider">The provider's short name.</param>
    /// <param name="model">The model asked for or served; null when none was named.</param>
    public static TokenCounter ForModel(string provider, string? model) =>
        provider switch
        {
            "anthropic" => Claude,
            _ when ForKnownModel(model) is { } known => known,
            "openai" or "azure" => NewAtOpenAI,
            "google" or "vertex" => Gemini,
            _ => Unknown,
        };

    /// <summary>The number of tokens, at least 0.</summary>
    public long Count(ReadOnlySpan<char> text)
    {
        long count = Encoding.Count(text.Length <= MaxCounted ? text : text[..MaxCounted]);
        if (text.Length > MaxCounted)
        {
            count = (long)((Int128)count * text.Length / MaxCounted);
        }

        return Scaled(count);
    }

    /// <summary>A count of the encoding raised by the ratio, rounded up.</summary>
    public long Scaled(long count) => (long)(((Int128)count * RatioPercent + 99) / 100);
}
