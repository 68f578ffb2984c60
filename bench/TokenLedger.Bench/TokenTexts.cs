using System.Text;

namespace TokenLedger.Bench;

/// <summary>The texts that tokenizers are measured on: this repository's own, generated ones, and hostile runs.</summary>
internal static class TokenTexts
{
    private const int MostOfAKind = 1024 * 1024;
    private const int Units = 100_000;

    /// <summary>Kinds of text by name; those of the repository are cut at 1 MiB.</summary>
    public static IReadOnlyDictionary<string, string> All(string repository)
    {
        Random random = new(7);
        return new Dictionary<string, string>
        {
            ["prose"] = Files(repository, "*.md"),
            ["code"] = Files(Path.Combine(repository, "src"), "*.cs"),
            ["json"] = Files(Path.Combine(repository, "rates"), "*.json"),
            ["chinese"] = Sentences(random, "今天我们检查了账本里的每一笔费用结果都是正确的但是还需要再看一次", "，。"),
            ["russian"] = Sentences(random, "сегодня мы проверили каждую запись в журнале и всё верно ", ".,"),
            ["base64"] = Convert.ToBase64String(Bytes(random, 192 * 1024)),
            ["random letters"] = Letters(random, Units),
            ["a x 100,000"] = new('a', Units),
            ["ab x 100,000"] = Repeat("ab"),
            ["blank x 100,000"] = new(' ', Units),
            ["line break x 100,000"] = new('\n', Units),
            ["digit x 100,000"] = new('7', Units),
            ["dash x 100,000"] = new('-', Units),
            ["é x 100,000"] = new('é', Units),
            ["emoji x 100,000"] = Repeat("😀"),
            ["accent x 100,000"] = new('\u0301', Units),
        };
    }

    /// <summary>
    /// What the peer is given: a tenth of a run without a split point, for which it takes time by the square.
    /// </summary>
    public static string ForPeer(string name, string text) =>
        name.EndsWith("100,000", StringComparison.Ordinal) || name == "random letters"
            ? text[..(text.Length / 10)]
            : text;

    /// <summary>Units of one to four characters from all over Unicode, each repeated 100,000 times.</summary>
    public static IReadOnlyList<(string Unit, string Text)> RandomRepeats(int count)
    {
        Random random = new(17);
        (int From, int To)[] ranges =
        [
            (0x20, 0x7F),
            (0x61, 0x7B),
            (0xA0, 0x250),
            (0x400, 0x460),
            (0x0, 0xD800),
            (0x1F300, 0x1F700),
        ];
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ =>
                {
                    (int from, int to) = ranges[random.Next(ranges.Length)];
                    string unit = string.Concat(
                        Enumerable.Range(0, random.Next(1, 5)).Select(_ => new Rune(random.Next(from, to)).ToString())
                    );
                    return (unit, Repeat(unit));
                }),
        ];
    }

    private static string Files(string folder, string pattern)
    {
        StringBuilder all = new();
        foreach (string file in Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories).Order())
        {
            if (!file.Contains("/node_modules/") && !file.Contains("/obj/") && all.Length < MostOfAKind)
            {
                all.Append(File.ReadAllText(file));
            }
        }

        return all.ToString(0, Math.Min(all.Length, MostOfAKind));
    }

    /// <summary>Sentences of 5 to 40 characters drawn from the words of one, so that no two are alike.</summary>
    private static string Sentences(Random random, string words, string marks)
    {
        StringBuilder all = new();
        while (all.Length < 100_000)
        {
            int start = random.Next(words.Length);
            for (int left = random.Next(5, 40); left > 0; left--)
            {
                all.Append(words[start++ % words.Length]);
            }

            all.Append(marks[random.Next(marks.Length)]);
        }

        return all.ToString();
    }

    private static byte[] Bytes(Random random, int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static string Letters(Random random, int count) =>
        string.Create(
            count,
            random,
            static (letters, random) =>
            {
                for (int i = 0; i < letters.Length; i++)
                {
                    letters[i] = (char)('a' + random.Next(26));
                }
            }
        );

    private static string Repeat(string unit) => new StringBuilder().Insert(0, unit, Units).ToString();
}
