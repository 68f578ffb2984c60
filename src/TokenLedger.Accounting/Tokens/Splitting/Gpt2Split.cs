using static TokenLedger.Accounting.Tokens.Splitting.CharacterClass;

namespace TokenLedger.Accounting.Tokens.Splitting;

/// <summary>
/// The cuts of r50k_base and p50k_base, as GPT-2 had them: contractions in small letters; runs of letters, of numbers,
/// or of anything else, each with one blank before it.
/// </summary>
internal sealed class Gpt2Split : SplitRule
{
    public override int PieceEnd(ReadOnlySpan<byte> text, int at)
    {
        int contraction = ContractionLength(text, at);
        if (contraction > 0 && IsSmall(text.Slice(at + 1, contraction - 1)))
        {
            return at + contraction;
        }

        int start = text[at] == (byte)' ' && at + 1 < text.Length ? at + 1 : at;
        CharacterClass first = CharacterClasses.At(text, start, out int length);
        if ((first & White) != 0)
        {
            return WhiteEnd(text, at, endsAtBreak: false);
        }

        return (first & Letter) != 0 ? CharacterClasses.RunEnd(text, start + length, Letter)
            : (first & Number) != 0 ? CharacterClasses.RunEnd(text, start + length, Number)
            : CharacterClasses.RunEndWithout(text, start + length, White | Letter | Number);
    }

    private static bool IsSmall(ReadOnlySpan<byte> letters) => !letters.ContainsAnyExceptInRange((byte)'a', (byte)'z');
}
