namespace TokenLedger.Accounting.Tokens;

/// <summary>
/// The tokens of an answer whose count the provider did not report, from the text that passed. What it generated and did
/// not send, thinking above all, cannot be seen and is in neither figure.
/// </summary>
public static class AnswerEstimate
{
    /// <summary>Tokens that open and end an answer, or a tool call in it, of which a provider may bill some.</summary>
    private const int Framing = 3;

    /// <summary>The estimate; nothing for an empty text.</summary>
    public static TokenEstimate Of(string provider, string? model, ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return default;
        }

        return TokenCounter.ForModel(provider, model).Estimate(text) + new TokenEstimate(0, Framing);
    }
}
