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

    private int Take()
    {
        int length = 0;
        while (_at < _text.Length && length < LongestWord)
        {
            byte next = _text[_at];
            int gap = GapAt(_at);
            if (gap > 0)
            {
                _at += gap;
                if (length > 0)
                {
                    break;
                }

                continue;
            }

            _at++;
            bool isMark = next < 128 && !char.IsAsciiLetterOrDigit((char)next);
            if (length > 0 || !isMark)
            {
                _word[length++] = next is >= (byte)'A' and <= (byte)'Z' ? (byte)(next | 0x20) : next;
            }
        }

        return length;
    }

    private readonly int GapAt(int at) =>
        _text[at] is (byte)' ' or (byte)'\n' or (byte)'\t' or (byte)'\r' ? 1
        : _text[at] == '\\' && at + 1 < _text.Length && _text[at + 1] is (byte)'n' or (byte)'r' or (byte)'t' ? 2
        : 0;
}
