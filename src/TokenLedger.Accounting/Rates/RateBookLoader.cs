using System.Security.Cryptography;

namespace TokenLedger.Accounting.Rates;

/// <summary>Makes a book of tables.</summary>
internal static class RateBookLoader
{
    /// <param name="tables">Names and JSON.</param>
    /// <param name="checkPatterns">
    /// Whether regular expressions are tried out; the embedded tables were when the tests ran, and start-up is short.
    /// </param>
    public static RateBookResult Load(IEnumerable<(string Name, ReadOnlyMemory<byte> Json)> tables, bool checkPatterns)
    {
        (string Name, ReadOnlyMemory<byte> Json)[] files = [.. tables];
        string version = Version(files);
        List<RateProblem> problems = [];
        List<RateTable> read = [];
        Dictionary<string, string> fileOf = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, ReadOnlyMemory<byte> json) in files)
        {
            RateTableReader reader = new(name, version[..RateBook.ShortVersionLength]);
            RateTable? table = reader.Read(json);
            problems.AddRange(reader.Problems);
            if (table is null)
            {
                continue;
            }

            if (!fileOf.TryAdd(table.Provider, name))
            {
                problems.Add(new(name, null, $"provider {table.Provider} is already in {fileOf[table.Provider]}"));
                continue;
            }

            problems.AddRange(RateTableCheck.Overlaps(name, table));
            problems.AddRange(checkPatterns ? RateTableCheck.Patterns(name, table) : []);
            read.Add(table);
        }

        if (problems.Count == 0 && read.Count == 0)
        {
            problems.Add(new("rates", null, "no rate table was given"));
        }

        read.Sort((left, right) => string.CompareOrdinal(left.Provider, right.Provider));
        return new(problems.Count == 0 ? new RateBook(version, read) : null, problems);
    }

    /// <summary>One row that stands alone, as an exchange on file may carry it.</summary>
    public static (RateRow? Row, IReadOnlyList<RateProblem> Problems) LoadRow(
        string provider,
        string name,
        ReadOnlyMemory<byte> json
    )
    {
        RateTableReader reader = new(name, Version([(name, json)])[..RateBook.ShortVersionLength]);
        return (reader.ReadRow(provider, json), reader.Problems);
    }

    private static string Version((string Name, ReadOnlyMemory<byte> Json)[] files)
    {
        // Ordered by content: the same tables give the same version under any file names and in any order.
        byte[][] contents = [.. files.Select(file => WithoutWhiteSpace(file.Json.Span))];
        Array.Sort(contents, (left, right) => left.AsSpan().SequenceCompareTo(right));
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (byte[] content in contents)
        {
            hash.AppendData(content);
            hash.AppendData("\n"u8);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static byte[] WithoutWhiteSpace(ReadOnlySpan<byte> json)
    {
        byte[] kept = new byte[json.Length];
        int length = 0;
        bool inText = false;
        bool escaped = false;
        foreach (byte b in json)
        {
            if (!inText && b is ((byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t'))
            {
                continue;
            }

            kept[length++] = b;
            if (escaped)
            {
                escaped = false;
            }
            else if (b == '\\' && inText)
            {
                escaped = true;
            }
            else if (b == '"')
            {
                inText = !inText;
            }
        }

        return kept[..length];
    }
}
