using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;

namespace TokenLedger.Accounting.Tokens;

/// <summary>
/// What a text is made of, gathered part by part beside its count: the letters of each script, and the digits that a
/// tokenizer which takes them one by one counts and o200k_base, which takes three at once, does not.
/// </summary>
public struct TextMix
{
    /// <summary>
    /// Letters that an accented one stands for: a text is in its language as a whole, not in its accents. German and
    /// Italian have about one accent in 60 letters, others more.
    /// </summary>
    private const int PerAccent = 100;

    private const int HanWeight = 3;
    private const int HangulWeight = 2;

    private Letters letters;
    private int run;

    /// <summary>Digits beyond the first of each three.</summary>
    internal long DigitsBeyond { readonly get; private set; }

    /// <summary>Adds UTF-16 text.</summary>
    public void Add(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            Add(c);
        }
    }

    /// <summary>Adds UTF-8 text.</summary>
    public void Add(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            int length = 1;
            if (text[0] < 0x80)
            {
                Add(text[0]);
            }
            else if (Rune.DecodeFromUtf8(text, out Rune rune, out length) == OperationStatus.Done)
            {
                Add(rune.Value);
            }

            text = text[length..];
        }
    }

    /// <summary>
    /// The share of each script in the tokens, in no unit: letters, where one of Chinese counts as three and one of
    /// Korean as two, because that is about how many more tokens they make.
    /// </summary>
    internal readonly void Weigh(Span<long> weights)
    {
        long latin = letters[(int)Script.Plain] + letters[(int)Script.Western] + letters[(int)Script.Extended];
        weights[(int)Script.Extended] = Math.Min(latin, letters[(int)Script.Extended] * PerAccent);
        latin -= weights[(int)Script.Extended];
        weights[(int)Script.Western] = Math.Min(latin, letters[(int)Script.Western] * PerAccent);
        weights[(int)Script.Plain] = latin - weights[(int)Script.Western];
        weights[(int)Script.Cyrillic] = letters[(int)Script.Cyrillic];
        weights[(int)Script.Arabic] = letters[(int)Script.Arabic];
        weights[(int)Script.Indic] = letters[(int)Script.Indic];
        weights[(int)Script.Han] = letters[(int)Script.Han] * HanWeight;
        weights[(int)Script.Hangul] = letters[(int)Script.Hangul] * HangulWeight;
    }

    private void Add(int c)
    {
        if (c is >= '0' and <= '9')
        {
            DigitsBeyond += run++ % 3 == 0 ? 0 : 1;
            return;
        }

        run = 0;
        if (ScriptOf(c) is { } script)
        {
            letters[(int)script]++;
        }
    }

    /// <summary>The script of a character by its Unicode block; null for what is no letter, or of none of them.</summary>
    private static Script? ScriptOf(int c) =>
        c switch
        {
            < 0x80 => char.IsAsciiLetter((char)c) ? Script.Plain : null,
            < 0xC0 or 0xD7 or 0xF7 => null,
            < 0x100 => Script.Western,
            < 0x250 or (>= 0x300 and < 0x370) or (>= 0x1E00 and < 0x1F00) => Script.Extended,
            (>= 0x370 and < 0x530) or (>= 0x1F00 and < 0x2000) => Script.Cyrillic,
            (>= 0x590 and < 0x900) or (>= 0xFB1D and < 0xFEFF) => Script.Arabic,
            (>= 0x1100 and < 0x1200) or (>= 0x3130 and < 0x3190) or (>= 0xAC00 and < 0xD7B0) => Script.Hangul,
            (>= 0x530 and < 0x1E00) or (>= 0xA800 and < 0xAC00) => Script.Indic,
            (>= 0x2E80 and < 0xA000) or (>= 0xF900 and < 0xFB00) => Script.Han,
            (>= 0xFF66 and < 0xFFA0) or (>= 0x20000 and < 0x32000) => Script.Han,
            _ => null,
        };

    [InlineArray(Scripts)]
    private struct Letters
    {
        private long first;
    }

    /// <summary>How many scripts are told apart.</summary>
    internal const int Scripts = 8;
}
