namespace TokenLedger.Accounting.Tokens;

/// <summary>
/// Counts a text that comes in parts, cut anywhere, even inside a surrogate pair: the count is that of the whole text.
/// Holds about 256 KiB, or what the longest run of letters or blanks needs. Not safe to share between threads.
/// </summary>
public sealed class TokenFeed
{
    private TextWindow window;

    /// <summary>Starts a text.</summary>
    /// <param name="encoding">The encoding to count with.</param>
    /// <param name="ids">Where ids are added as they settle; the caller may clear it between parts. Null only counts.</param>
    public TokenFeed(BytePairEncoding encoding, List<int>? ids = null)
    {
        window = new(encoding, ids);
    }

    /// <summary>Takes the next part of the text.</summary>
    public void Append(ReadOnlySpan<char> part) => window.Append(part);

    /// <summary>Ends the text; to be called once.</summary>
    /// <returns>The tokens of all parts together.</returns>
    public long Complete() => window.Complete();
}
