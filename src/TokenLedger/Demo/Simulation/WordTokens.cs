namespace TokenLedger.Demo.Simulation;

/// <summary>
/// The simulated models' tokenizer: letters in pieces of at most six, digits in pieces of at most three, any other
/// visible character on its own; white space belongs to what follows. Deterministic and linear, nothing more.
/// </summary>
internal static class WordTokens
{
    private const int LettersPerToken = 6;
    private const int DigitsPerToken = 3;

    /// <summary>Tokens in a text.</summary>
    public static int Count(ReadOnlySpan<char> text)
    {
        int count = 0;
        for (int at = 0; at < text.Length; )
        {
            at = End(text, at);
            count++;
        }

        return count;
    }

    /// <summary>Where the token that starts at <paramref name="start"/> ends.</summary>
    public static int End(ReadOnlySpan<char> text, int start)
    {
        int at = start;
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        if (at == text.Length)
        {
            return at;
        }

        if (char.IsLetter(text[at]))
        {
            return Run(text, at, LettersPerToken, char.IsLetter);
        }

        return char.IsAsciiDigit(text[at]) ? Run(text, at, DigitsPerToken, char.IsAsciiDigit) : at + 1;
    }

    private static int Run(ReadOnlySpan<char> text, int start, int most, Func<char, bool> belongs)
    {
        int at = start + 1;
        while (at < text.Length && at - start < most && belongs(text[at]))
        {
            at++;
        }

        return at;
    }
}
