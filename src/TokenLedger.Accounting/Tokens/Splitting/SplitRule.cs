namespace TokenLedger.Accounting.Tokens.Splitting;

/// <summary>
/// Where an encoding cuts a text into pieces before merging. The encodings publish their cuts as regular expressions;
/// each rule here finds the same cuts by hand, several times faster. The tests hold them against the expressions.
/// </summary>
internal abstract class SplitRule
{
    /// <summary>The end of the piece that begins at a position of valid UTF-8; always beyond the position.</summary>
    public abstract int PieceEnd(ReadOnlySpan<byte> text, int at);

    /// <summary>
    /// Up to where the pieces of a text stay the same whatever is appended, at most 0 when nowhere. A rule looks ahead
    /// of a piece one character, or a contraction, or to the end of the run of letters or of white space in which the
    /// piece ends.
    /// </summary>
    public static int SettledBefore(ReadOnlySpan<byte> text)
    {
        int at = LastStart(text, text.Length);
        CharacterClass run = at < 0 ? CharacterClass.Other : Run(CharacterClasses.At(text, at, out _));
        while (run != CharacterClass.Other && at > 0)
        {
            int before = LastStart(text, at);
            if ((CharacterClasses.At(text, before, out _) & run) == 0)
            {
                break;
            }

            at = before;
        }

        return run != CharacterClass.Other && at == 0 ? 0 : at - LongestContraction;
    }

    /// <summary>Bytes of the longest contraction: the apostrophe and U+017F, or two letters.</summary>
    private const int LongestContraction = 3;

    private const CharacterClass Word = CharacterClass.Letter | CharacterClass.Mark;

    /// <summary>The piece of white space that begins at a position, where nothing else begins.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">Where the white space begins.</param>
    /// <param name="endsAtBreak">Whether a piece ends behind the last line break of the run.</param>
    protected static int WhiteEnd(ReadOnlySpan<byte> text, int at, bool endsAtBreak)
    {
        int end = at;
        int last = at; // where the run's last character begins
        int behindBreak = -1;
        while (end < text.Length)
        {
            CharacterClass found = CharacterClasses.At(text, end, out int length);
            if ((found & CharacterClass.White) == 0)
            {
                break;
            }

            last = end;
            end += length;
            behindBreak = (found & CharacterClass.Break) == 0 ? behindBreak : end;
        }

        if (endsAtBreak && behindBreak > 0)
        {
            return behindBreak;
        }

        // The last blank before a word goes with the word, unless it is the only one.
        return end == text.Length || last == at ? end : last;
    }

    /// <summary>Bytes of a contraction such as 's or 'll at a position, in either case; 0 when there is none.</summary>
    protected static int ContractionLength(ReadOnlySpan<byte> text, int at)
    {
        if (at + 1 >= text.Length || text[at] != (byte)'\'')
        {
            return 0;
        }

        byte first = text[at + 1];
        if ((first | 0x20) is 's' or 't' or 'm' or 'd')
        {
            return 2;
        }

        if (at + 2 >= text.Length)
        {
            return 0;
        }

        byte second = text[at + 2];
        bool pair = ((first | 0x20), (second | 0x20)) is ('r', 'e') or ('v', 'e') or ('l', 'l');

        // U+017F, the long s, is an s to whoever ignores case.
        return pair || (first == 0xC5 && second == 0xBF) ? 3 : 0;
    }

    private static int LastStart(ReadOnlySpan<byte> text, int end)
    {
        int at = end - 1;
        while (at > 0 && (text[at] & 0xC0) == 0x80)
        {
            at--;
        }

        return at;
    }

    /// <summary>The classes a rule may look through to their end; none for others.</summary>
    private static CharacterClass Run(CharacterClass found) =>
        (found & Word) != 0 ? Word
        : (found & CharacterClass.White) != 0 ? CharacterClass.White
        : CharacterClass.Other;
}
