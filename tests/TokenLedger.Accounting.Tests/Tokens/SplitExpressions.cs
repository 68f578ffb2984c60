using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace TokenLedger.Accounting.Tests.Tokens;

/// <summary>
/// The cuts as the encodings publish them, as expressions: what the scanners written by hand are held against. Each
/// character is shown to the expressions as one unit of its own category, because they see UTF-16.
/// </summary>
internal static class SplitExpressions
{
    private const RegexOptions Options = RegexOptions.CultureInvariant;

    // The long s folds to s in the engine the encodings were made with; it is spelt out here.
    private const string Contraction = "'(?:[sSſtTmMdD]|[rR][eE]|[vV][eE]|[lL][lL])";

    private static readonly Regex O200k = new(
        @"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?:"
            + Contraction
            + @")?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?:"
            + Contraction
            + @")?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+",
        Options
    );

    private static readonly Regex Cl100k = new(
        Contraction + @"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s+\z|\s*[\r\n]|\s+(?!\S)|\s",
        Options
    );

    private static readonly Regex Gpt2 = new(
        @"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+",
        Options
    );

    /// <summary>The pieces of a text, in UTF-8.</summary>
    public static List<byte[]> Pieces(string encoding, string text)
    {
        Rune[] runes = [.. text.EnumerateRunes()];
        char[] seen = [.. runes.Select(Seen)];
        Regex expression = encoding switch
        {
            "o200k_base" => O200k,
            "cl100k_base" => Cl100k,
            _ => Gpt2,
        };
        List<byte[]> pieces = [];
        foreach (ValueMatch match in expression.EnumerateMatches(seen))
        {
            string piece = string.Concat(
                runes.AsSpan(match.Index, match.Length).ToArray().Select(rune => rune.ToString())
            );
            pieces.Add(Encoding.UTF8.GetBytes(piece));
        }

        return pieces;
    }

    private static char Seen(Rune rune) =>
        rune.IsBmp
            ? (char)rune.Value
            : Rune.GetUnicodeCategory(rune) switch
            {
                UnicodeCategory.UppercaseLetter => 'Å',
                UnicodeCategory.LowercaseLetter => 'å',
                UnicodeCategory.TitlecaseLetter => 'ǅ',
                UnicodeCategory.ModifierLetter => 'ʰ',
                UnicodeCategory.OtherLetter => '中',
                UnicodeCategory.NonSpacingMark
                or UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.EnclosingMark => '\u0300',
                UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber =>
                    '½',
                _ => '☺',
            };
}
