using System.Globalization;
using System.Text;

namespace TokenLedger.Accounting.Tokens.Splitting;

/// <summary>What the split rules distinguish of a character: groups of Unicode's general categories.</summary>
[Flags]
internal enum CharacterClass : byte
{
    /// <summary>Punctuation, symbols, controls, unassigned.</summary>
    Other = 0,

    /// <summary>Lu and Lt.</summary>
    Upper = 1,

    /// <summary>Ll.</summary>
    Lower = 2,

    /// <summary>Lm and Lo: letters without case.</summary>
    Caseless = 4,

    /// <summary>M: stands on the character before it.</summary>
    Mark = 8,

    /// <summary>N.</summary>
    Number = 16,

    /// <summary>White_Space, line breaks included.</summary>
    White = 32,

    /// <summary>Carriage return and line feed; both are white too.</summary>
    Break = 64,

    /// <summary>L.</summary>
    Letter = Upper | Lower | Caseless,
}

/// <summary>Looks up the classes of the characters of valid UTF-8.</summary>
internal static class CharacterClasses
{
    private static readonly CharacterClass[] Basic = BasicPlane();

    /// <summary>The class of the character that begins at a position, and its bytes.</summary>
    public static CharacterClass At(ReadOnlySpan<byte> text, int at, out int length)
    {
        byte first = text[at];
        if (first < 0x80)
        {
            length = 1;
            return Basic[first];
        }

        return Beyond(text, at, first, out length);
    }

    /// <summary>The class of an ASCII byte.</summary>
    public static CharacterClass Ascii(byte value) => Basic[value];

    /// <summary>Where the run of characters of these classes ends that begins at a position.</summary>
    public static int RunEnd(ReadOnlySpan<byte> text, int at, CharacterClass any)
    {
        CharacterClass[] basic = Basic;
        while (at < text.Length)
        {
            byte first = text[at];
            int length = 1;
            CharacterClass found = first < 0x80 ? basic[first] : Beyond(text, at, first, out length);
            if ((found & any) == 0)
            {
                break;
            }

            at += length;
        }

        return at;
    }

    /// <summary>Where the run of characters of none of these classes ends that begins at a position.</summary>
    public static int RunEndWithout(ReadOnlySpan<byte> text, int at, CharacterClass none)
    {
        while (at < text.Length)
        {
            if ((At(text, at, out int length) & none) != 0)
            {
                break;
            }

            at += length;
        }

        return at;
    }

    private static CharacterClass Beyond(ReadOnlySpan<byte> text, int at, byte first, out int length)
    {
        if (first < 0xE0)
        {
            length = 2;
            return Basic[((first & 0x1F) << 6) | (text[at + 1] & 0x3F)];
        }

        if (first < 0xF0)
        {
            length = 3;
            return Basic[((first & 0x0F) << 12) | ((text[at + 1] & 0x3F) << 6) | (text[at + 2] & 0x3F)];
        }

        length = 4;
        int value =
            ((first & 0x07) << 18)
            | ((text[at + 1] & 0x3F) << 12)
            | ((text[at + 2] & 0x3F) << 6)
            | (text[at + 3] & 0x3F);
        return Of(Rune.GetUnicodeCategory(new Rune(value)));
    }

    private static CharacterClass[] BasicPlane()
    {
        CharacterClass[] classes = new CharacterClass[char.MaxValue + 1];
        for (int value = 0; value < classes.Length; value++)
        {
            char unit = (char)value;
            classes[value] = char.IsWhiteSpace(unit)
                ? CharacterClass.White | (unit is '\r' or '\n' ? CharacterClass.Break : CharacterClass.Other)
                : Of(CharUnicodeInfo.GetUnicodeCategory(unit));
        }

        return classes;
    }

    private static CharacterClass Of(UnicodeCategory category) =>
        category switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter => CharacterClass.Upper,
            UnicodeCategory.LowercaseLetter => CharacterClass.Lower,
            UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => CharacterClass.Caseless,
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark =>
                CharacterClass.Mark,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber =>
                CharacterClass.Number,
            _ => CharacterClass.Other,
        };
}
