using System.Buffers;

namespace TokenLedger.Gateway.Runaway;

/// <summary>
/// The words of a text as it stands in JSON, in small letters and without the marks around them. White space is what
/// parts them, escaped or not.
/// </summary>
internal ref struct WordReader
{
    /// <summary>Longest word in bytes; a longer run of characters is cut into several.</summary>
    public const int LongestWord = 64;

    private static readonly SearchValues<byte> s_marksAfter = SearchValues.Create(".,;:)]}>!?\"'\\"u8);

    private static readonly SearchValues<byte> s_gapBegins = SearchValues.Create(" \n\t\r\\"u8);

    private readonly ReadOnlySpan<byte> _text;
    private readonly Span<byte> _word;
    private int _at;

    /// <param name="text">The text.</param>
    /// <param name="word">Room for a word, <see cref="LongestWord"/> bytes.</param>
    public WordReader(ReadOnlySpan<byte> text, Span<byte> word)
    {
        _text = text;
        _word = word;
    }

    /// <summary>The next word; it stands until the one after is asked for.</summary>
    public bool Next(out ReadOnlySpan<byte> word)
    {
        while (_at < _text.Length)
        {
            int length = Take();
            int last = _word[..length].LastIndexOfAnyExcept(s_marksAfter);
            if (last >= 0)
            {
                word = _word[..(last + 1)];
                return true;
            }
        }

        word = default;
        return false;
    }

    /// <summary>Takes the next run of characters between gaps, without the marks before it.</summary>
    private int Take()
    {
        SkipGapsAndMarks();
        ReadOnlySpan<byte> rest = _text[_at..];
        int length = 0;
        while (length < rest.Length && length < LongestWord)
        {
            ReadOnlySpan<byte> more = rest[length..Math.Min(rest.Length, LongestWord)];
            int run = more.IndexOfAny(s_gapBegins);
            length += run < 0 ? more.Length : run;
            if (run < 0 || GapAt(_at + length) > 0)
            {
                break;
            }

            length++; // a backslash that is no gap
        }

        for (int i = 0; i < length; i++)
        {
            byte next = rest[i];
            _word[i] = next is >= (byte)'A' and <= (byte)'Z' ? (byte)(next | 0x20) : next;
        }

        _at += length;
        return length;
    }

    private void SkipGapsAndMarks()
    {
        while (_at < _text.Length)
        {
            int gap = GapAt(_at);
            byte next = _text[_at];
            if (gap == 0 && (next >= 128 || char.IsAsciiLetterOrDigit((char)next)))
            {
                return;
            }

            _at += Math.Max(1, gap);
        }
    }

    private readonly int GapAt(int at) =>
        _text[at] is (byte)' ' or (byte)'\n' or (byte)'\t' or (byte)'\r' ? 1
        : _text[at] == '\\' && at + 1 < _text.Length && _text[at + 1] is (byte)'n' or (byte)'r' or (byte)'t' ? 2
        : 0;
}
