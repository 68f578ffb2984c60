namespace TokenLedger.Gateway.Runaway;

/// <summary>
/// Digests of a text as it stands in JSON, with what changes by itself left out: white space, letter case, times,
/// durations, UUIDs, addresses and counters of attempts. Numbers stay, because they are how progress looks ("43 %").
/// </summary>
/// <param name="hash">Digests the words.</param>
internal sealed class TextDigest(KeyedHash hash)
{
    /// <summary>Bytes read word by word at each end of a text; the middle of a longer one is taken as it is.</summary>
    private const int EndBytes = 2048;

    private const ulong Volatile = 0x5EED;

    /// <summary>The digest of a text, its words in their order.</summary>
    /// <param name="text">What stands between the quotation marks, escapes included.</param>
    /// <param name="likeness">Counts its words too; null when only the digest is wanted.</param>
    public ulong Of(ReadOnlySpan<byte> text, Likeness? likeness = null)
    {
        if (text.Length <= 2 * EndBytes)
        {
            return Words(text, 0, likeness);
        }

        ulong digest = Words(text[..EndBytes], 0, likeness);
        digest = hash.Of(digest, hash.Of(text[EndBytes..^EndBytes]));
        return Words(text[^EndBytes..], digest, likeness);
    }

    private ulong Words(ReadOnlySpan<byte> text, ulong digest, Likeness? likeness)
    {
        WordReader words = new(text, stackalloc byte[WordReader.LongestWord]);
        bool counter = false; // whether the word before counts attempts
        while (words.Next(out ReadOnlySpan<byte> word))
        {
            ulong value = VolatileWords.Has(word, counter) ? Volatile : hash.Of(word);
            counter = VolatileWords.CountsAttempts(word);
            digest = hash.Of(digest, value);
            likeness?.Add(value);
        }

        return digest;
    }
}
