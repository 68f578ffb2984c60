using static TokenLedger.Accounting.Tokens.Splitting.CharacterClass;

namespace TokenLedger.Accounting.Tokens.Splitting;

/// <summary>
/// The cuts of o200k_base: words end where lower case is followed by upper case, and keep their contraction; numbers
/// of up to three digits; punctuation with the line breaks and slashes behind it.
/// </summary>
internal sealed class O200kSplit : SplitRule
{
    private const CharacterClass Head = Upper | Caseless | Mark;
    private const CharacterClass Tail = Lower | Caseless | Mark;

    public override int PieceEnd(ReadOnlySpan<byte> text, int at)
    {
        CharacterClass first = CharacterClasses.At(text, at, out int length);
        int word = WordEnd(text, at, first, length);
        if (word > 0)
        {
            return word + ContractionLength(text, word);
        }

        if ((first & Number) != 0)
        {
            return NumberEnd(text, at + length);
        }

        int start = text[at] == (byte)' ' ? at + 1 : at;
        int end = CharacterClasses.RunEndWithout(text, start, White | Letter | Number);
        if (end > start)
        {
            while (end < text.Length && text[end] is (byte)'\r' or (byte)'\n' or (byte)'/')
            {
                end++;
            }

            return end;
        }

        return WhiteEnd(text, at, endsAtBreak: true);
    }

    /// <summary>One to three digits, of which the first is known.</summary>
    internal static int NumberEnd(ReadOnlySpan<byte> text, int at)
    {
        for (int more = 0; more < 2 && at < text.Length; more++)
        {
            if ((CharacterClasses.At(text, at, out int length) & Number) == 0)
            {
                break;
            }

            at += length;
        }

        return at;
    }

    /// <summary>
    /// The end of a word without its contraction, 0 where none begins: any one character that is no letter, number or
    /// line break; a head of capitals; a tail of small letters. Letters without case and marks may be in both.
    /// </summary>
    private static int WordEnd(ReadOnlySpan<byte> text, int at, CharacterClass first, int length)
    {
        bool leads = (first & (Letter | Number | Break)) == 0;
        int head = leads ? at + length : at;
        int end = head;
        int lastInBoth = 0; // end of the head's last character that can be a tail as well
        while (end < text.Length)
        {
            CharacterClass found = CharacterClasses.At(text, end, out int step);
            if ((found & Head) == 0)
            {
                if ((found & Lower) != 0)
                {
                    return CharacterClasses.RunEnd(text, end + step, Tail);
                }

                break;
            }

            end += step;
            lastInBoth = (found & Tail) != 0 ? end : lastInBoth;
        }

        // Without small letters behind the head, a tail is taken out of it; and a mark can be a tail alone.
        return lastInBoth > 0 ? lastInBoth
            : first == Mark ? head
            : end > head ? end
            : 0;
    }
}
