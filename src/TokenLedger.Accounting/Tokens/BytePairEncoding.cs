using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace TokenLedger.Accounting.Tokens;

/// <summary>
/// One of OpenAI's public encodings. Text that looks like a special token is ordinary text; a lone surrogate counts as
/// U+FFFD. Ranks are read on first use. Safe to share between threads.
/// </summary>
public sealed class BytePairEncoding
{
    private readonly Lazy<RankTable> ranks;
    private readonly Regex split;

    private BytePairEncoding(string name, Regex split)
    {
        Name = name;
        this.split = split;
        ranks = new(() => RankTable.Load(name));
    }

    /// <summary>GPT-4o and everything later.</summary>
    public static BytePairEncoding O200kBase { get; } = new("o200k_base", SplitPatterns.O200kBase());

    /// <summary>GPT-4, GPT-3.5 and the embedding models.</summary>
    public static BytePairEncoding Cl100kBase { get; } = new("cl100k_base", SplitPatterns.Cl100kBase());

    /// <summary>The encoding's published name.</summary>
    public string Name { get; }

    /// <summary>The number of tokens of a text.</summary>
    public int Count(ReadOnlySpan<char> text) => Encode(text, null);

    /// <summary>The ids of a text's tokens.</summary>
    public IReadOnlyList<int> Ids(ReadOnlySpan<char> text)
    {
        List<int> ids = [];
        Encode(text, ids);
        return ids;
    }

    private int Encode(ReadOnlySpan<char> text, List<int>? ids)
    {
        if (text.IsEmpty)
        {
            return 0;
        }

        // The expression sees UTF-16 units: a letter beyond the basic plane would look like two surrogates, so each
        // rune is shown to it as one unit of its own category.
        return text.IndexOfAnyInRange('\uD800', '\uDFFF') < 0 ? EncodePlain(text, ids) : EncodeRunes(text, ids);
    }

    private int EncodePlain(ReadOnlySpan<char> text, List<int>? ids)
    {
        int count = 0;
        Span<byte> small = stackalloc byte[384];
        foreach (ValueMatch match in split.EnumerateMatches(text))
        {
            count += MergePiece(text.Slice(match.Index, match.Length), small, ids);
        }

        return count;
    }

    private int EncodeRunes(ReadOnlySpan<char> text, List<int>? ids)
    {
        char[] seen = ArrayPool<char>.Shared.Rent(text.Length);
        int[] starts = ArrayPool<int>.Shared.Rent(text.Length + 1);
        int runes = 0;
        for (int at = 0; at < text.Length; runes++)
        {
            _ = Rune.DecodeFromUtf16(text[at..], out Rune rune, out int length);
            seen[runes] = rune.IsBmp ? (char)rune.Value : StandIn(rune);
            starts[runes] = at;
            at += length;
        }

        starts[runes] = text.Length;
        int count = 0;
        Span<byte> small = stackalloc byte[384];
        foreach (ValueMatch match in split.EnumerateMatches(seen.AsSpan(0, runes)))
        {
            count += MergePiece(text[starts[match.Index]..starts[match.Index + match.Length]], small, ids);
        }

        ArrayPool<char>.Shared.Return(seen);
        ArrayPool<int>.Shared.Return(starts);
        return count;
    }

    private int MergePiece(ReadOnlySpan<char> piece, Span<byte> small, List<int>? ids)
    {
        if (piece.Length * 3 <= small.Length)
        {
            return PairMerge.Merge(ranks.Value, small[..Encoding.UTF8.GetBytes(piece, small)], ids);
        }

        byte[] large = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(piece.Length));
        int length = Encoding.UTF8.GetBytes(piece, large);
        int count = PairMerge.Merge(ranks.Value, large.AsSpan(0, length), ids);
        ArrayPool<byte>.Shared.Return(large);
        return count;
    }

    /// <summary>A character of the basic plane with the same place in the split expressions.</summary>
    private static char StandIn(Rune rune) =>
        Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.UppercaseLetter => 'Å',
            UnicodeCategory.LowercaseLetter => 'å',
            UnicodeCategory.TitlecaseLetter => 'ǅ',
            UnicodeCategory.ModifierLetter => 'ʰ',
            UnicodeCategory.OtherLetter => '中',
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark =>
                '\u0300',
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => '½',
            _ => '☺',
        };
}
