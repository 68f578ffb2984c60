namespace TokenLedger.Accounting.Tokens;

/// <summary>
/// Counts the tokens of a text for a model: exact for OpenAI's models, whose encodings are public; for others estimated
/// from the count of o200k_base, because their vocabularies are not.
/// </summary>
public sealed class TokenCounter
{
    /// <summary>Characters that are counted exactly; the rest of a longer text is taken in proportion.</summary>
    public const int MaxCounted = 1024 * 1024;

    private static readonly TokenCounter Claude = new(ClosedTokenizers.Claude);
    private static readonly TokenCounter Gemini = new(ClosedTokenizers.Gemini);

    /// <summary>A model nobody has heard of.</summary>
    private static readonly TokenCounter Unknown = new(ClosedTokenizers.Any);

    /// <summary>A model of OpenAI's that is newer than our table: every family since GPT-4o has used o200k_base.</summary>
    private static readonly TokenCounter NewAtOpenAI = new(ClosedTokenizer.Flat(100, 10));

    private readonly ClosedTokenizer? closed;

    private TokenCounter(ClosedTokenizer closed)
        : this(BytePairEncoding.O200kBase)
    {
        this.closed = closed;
    }

    private TokenCounter(BytePairEncoding encoding)
    {
        Encoding = encoding;
    }

    /// <summary>The encoding that is counted with.</summary>
    public BytePairEncoding Encoding { get; }

    /// <summary>Whether the count of a text is the provider's own.</summary>
    public bool IsExact => closed is null;

    /// <summary>Counts exactly as an encoding does.</summary>
    public static TokenCounter Exact(BytePairEncoding encoding) => new(encoding);

    /// <summary>The counter of a model that is known by name; null when it is not.</summary>
    public static TokenCounter? ForKnownModel(string? model) =>
        ModelEncodings.For(model) is { } encoding ? Exact(encoding)
        : ClosedTokenizers.For(model) is { } family ? new(family)
        : null;

    /// <summary>The counter for a model; one with a wide error when neither provider nor model is known.</summary>
    /// <param name="provider">The provider's short name.</param>
    /// <param name="model">The model asked for or served; null when none was named.</param>
    public static TokenCounter ForModel(string provider, string? model) =>
        provider switch
        {
            _ when ForKnownModel(model) is { } known => known,
            "anthropic" => Claude,
            "openai" or "azure" => NewAtOpenAI,
            "google" or "vertex" => Gemini,
            _ => Unknown,
        };

    /// <summary>The tokens of a text, with how far they may be off.</summary>
    public TokenEstimate Estimate(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> looked = text.Length <= MaxCounted ? text : text[..MaxCounted];
        TextMix mix = default;
        if (!IsExact)
        {
            mix.Add(looked);
        }

        TokenEstimate estimate = Estimate(Encoding.Count(looked), mix);
        return text.Length <= MaxCounted ? estimate : estimate.InProportion(text.Length, MaxCounted);
    }

    /// <summary>The tokens of a text whose count and mix are known already.</summary>
    /// <param name="counted">What <see cref="Encoding"/> counts.</param>
    /// <param name="mix">What the text is made of; of no matter for an exact counter.</param>
    public TokenEstimate Estimate(long counted, in TextMix mix) =>
        closed is null ? new TokenEstimate(counted, 0) : closed.Estimate(counted, mix);
}
