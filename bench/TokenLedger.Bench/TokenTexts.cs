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
