using static TokenLedger.Accounting.Tokens.Splitting.CharacterClass;

namespace TokenLedger.Accounting.Tokens.Splitting;

/// <summary>
/// The cuts of cl100k_base: contractions by themselves; letters with one leading character that is none; numbers of up
/// to three digits; punctuation with the line breaks behind it.
/// </summary>
internal sealed class Cl100kSplit : SplitRule
{
    public override int PieceEnd(ReadOnlySpan<byte> text, int at)
    {
        int contraction = ContractionLength(text, at);
        if (contraction > 0)
        {
            return at + contraction;
        }

        CharacterClass first = CharacterClasses.At(text, at, out int length);
        int word = (first & (Letter | Number | Break)) == 0 ? at + length : at;
        int end = CharacterClasses.RunEnd(text, word, Letter);
        if (end > word)
        {
            return end;
        }

        if ((first & Number) != 0)
        {
            return O200kSplit.NumberEnd(text, at + length);
        }

        int start = text[at] == (byte)' ' ? at + 1 : at;
        end = CharacterClasses.RunEndWithout(text, start, White | Letter | Number);
        if (end > start)
        {
            return CharacterClasses.RunEnd(text, end, Break);
        }

        // White space at the very end of a text is one piece, line breaks or not.
        int white = CharacterClasses.RunEnd(text, at, White);
        return white == text.Length ? white : WhiteEnd(text, at, endsAtBreak: true);
    }
}
