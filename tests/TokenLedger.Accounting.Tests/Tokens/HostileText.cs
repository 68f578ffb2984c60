using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace TokenLedger.Accounting.Tests.Tokens;

/// <summary>Random texts that use every category of Unicode, half pairs, blanks of all kinds and contractions.</summary>
internal static class HostileText
{
    private static readonly string[] Traps =
    [
        "'s",
        "'S",
        "'ſ",
        "'re",
        "'LL",
        "'vE",
        "'",
        "\r\n",
        "\n",
        "\r",
        "  ",
        " ",
        "\t",
        "\u00A0",
        "\u3000",
        "/",
        "!\n/",
        "\uFEFF",
        "\u0085",
        "\uD800",
        "\uDC00",
        "<|endoftext|>",
        "😀",
        "𝔘",
        "𐐨",
        "𝟘",
        "1",
        "12",
        "1234",
        "中",
        "ǅ",
        "ʰ",
        "\u0301",
        "\u0301\u0301",
        "ABC",
        "abc",
        "Abc",
        " A",
        " a",
        "...",
        "K",
    ];

    /// <summary>For each category, its characters of the basic plane and a few beyond.</summary>
    private static readonly string[][] Categories =
    [
        .. Enumerable
            .Range(0, 0x20000)
            .Where(point => point is < 0xD800 or > 0xDFFF)
            .Select(point => (Text: char.ConvertFromUtf32(point), Category: CharUnicodeInfo.GetUnicodeCategory(point)))
            .GroupBy(item => item.Category)
            .Select(group => group.Select(item => item.Text).ToArray()),
    ];

    /// <summary>A generator of texts up to a few hundred characters.</summary>
    public static Arbitrary<string> Texts() => Text().ToArbitrary();

    private static Gen<string> Text() =>
        from parts in Gen.Frequency((3, Part()), (1, Run())).ListOf()
        select string.Concat(parts);

    private static Gen<string> Part() =>
        Gen.Frequency((2, Gen.Elements(Traps)), (3, Gen.Elements(Categories).SelectMany(Gen.Elements<string>)));

    private static Gen<string> Run() =>
        from part in Part()
        from times in Gen.Choose(1, 40)
        select string.Concat(Enumerable.Repeat(part, times));
}
