using System.Text;

namespace TokenLedger.Gateway.Hosting;

/// <summary>
/// Keeps the names that Connection headers list (RFC 9110, 7.6.1). Where their lines say keep-alive or close, and name
/// fields too, Kestrel keeps only that one word, and the fields would cross the gateway. It reads the bytes of each line
/// through this encoding, which words the same list so that Kestrel leaves it alone: keep-alive, the default, is left out,
/// and close comes with a keep-alive that it outweighs.
/// </summary>
/// <remarks>Callers that speak HTTP/1.0 and ask to be kept are not: for them keep-alive is not the default.</remarks>
internal sealed class ConnectionFieldEncoding : Encoding
{
    private static readonly ConnectionFieldEncoding s_instance = new();

    /// <summary>The encoding of a request header; null for all but Connection, which Kestrel then reads its own way.</summary>
    public static Encoding? For(string header) =>
        header.Equals("Connection", StringComparison.OrdinalIgnoreCase) ? s_instance : null;

    private static string Reword(ReadOnlySpan<byte> bytes)
    {
        string value = Latin1.GetString(bytes);
        if (Is(value, "keep-alive"))
        {
            return ""; // what nearly every client says
        }

        string[] words = value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        IEnumerable<string> named = words.Where(word => !Is(word, "keep-alive") && !Is(word, "close"));
        return string.Join(", ", words.Any(word => Is(word, "close")) ? ["keep-alive", "close", .. named] : named);
    }

    private static bool Is(string word, string option) => word.Equals(option, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override int GetCharCount(byte[] bytes, int index, int count) => Reword(bytes.AsSpan(index, count)).Length;

    /// <inheritdoc/>
    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
    {
        string reworded = Reword(bytes.AsSpan(byteIndex, byteCount));
        reworded.CopyTo(chars.AsSpan(charIndex));
        return reworded.Length;
    }

    /// <inheritdoc/>
    public override int GetMaxCharCount(int byteCount) =>
        (2 * Latin1.GetMaxCharCount(byteCount)) + "keep-alive, ".Length; // a blank after each comma

    /// <inheritdoc/>
    public override int GetByteCount(char[] chars, int index, int count) => Latin1.GetByteCount(chars, index, count);

    /// <inheritdoc/>
    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        Latin1.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

    /// <inheritdoc/>
    public override int GetMaxByteCount(int charCount) => Latin1.GetMaxByteCount(charCount);
}
