namespace TokenLedger.Accounting.Tokens;

/// <summary>
/// Prompt tokens of an image by its provider's published formula. Sources: the vision pages of OpenAI's, Anthropic's and
/// Google's documentation; what is off, and by how much, is in docs/tokens.md.
/// </summary>
public static class ImageTokens
{
    /// <summary>Taken for an image whose size is not in the request: a link, or a file stored at the provider.</summary>
    private static readonly ImageSize Usual = new(1024, 1024);

    private const int FormulaError = 10;
    private const int UnknownSizeError = 100;

    /// <summary>The tokens of one image.</summary>
    /// <param name="provider">The provider's short name.</param>
    /// <param name="model">The model; null when none is named.</param>
    /// <param name="size">The image's size; null when it is not known.</param>
    /// <param name="low">Whether the request asks for low detail, which OpenAI alone knows.</param>
    public static TokenEstimate Of(string provider, string? model, ImageSize? size, bool low)
    {
        (long tokens, int error) = Formula(provider, model ?? "", size ?? Usual, low);
        return TokenEstimate.Within(tokens, size is null && !low ? UnknownSizeError : error);
    }

    private static (long Tokens, int Error) Formula(string provider, string model, ImageSize size, bool low)
    {
        if (provider == "anthropic" || model.Contains("claude", StringComparison.OrdinalIgnoreCase))
        {
            return (ClaudeImage.Tokens(model, size), FormulaError);
        }

        if (provider is "google" or "vertex" || model.Contains("gemini", StringComparison.OrdinalIgnoreCase))
        {
            return (GeminiImage.Tokens(model, size), FormulaError);
        }

        return OpenAiImage.Tokens(model, size, low);
    }
}
