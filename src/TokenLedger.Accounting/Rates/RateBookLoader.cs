using System.Security.Cryptography;

namespace TokenLedger.Accounting.Rates;

/// <summary>A table as it lies in a file.</summary>
internal sealed record RateFile(string Name, ReadOnlyMemory<byte> Json);

/// <summary>Makes a book of tables.</summary>
internal static class RateBookLoader
{
    /// <param name="files">The tables.</param>
    /// <param name="strict">
    /// Whether unknown keys, sources, overlapping claims and expressions are checked; the embedded tables were when
    /// the tests ran, and a server's start is short.
    /// </param>
    public static RateBookResult Load(IReadOnlyList<RateFile> files, bool strict)
    {
        string version = Version(files);
        List<RateProblem> problems = [];
        List<RateTable> read = [];
        Dictionary<string, string> fileOf = new(StringComparer.OrdinalIgnoreCase);
        foreach (RateFile file in files)
        {
            string name = file.Name;
            RateTableReader reader = new(name, version[..RateBook.ShortVersionLength], strict);
            RateTable? table = reader.Read(file.Json);
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

            if (strict)
            {
                problems.AddRange(RateTableCheck.Overlaps(name, table));
                problems.AddRange(RateTableCheck.Patterns(name, table));
            }

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
        RateTableReader reader = new(name, Version([new(name, json)])[..RateBook.ShortVersionLength], strict: true);
        return (reader.ReadRow(provider, json), reader.Problems);
    }

    private static string Version(IReadOnlyList<RateFile> files)
    {
        // Ordered by content: the same tables give the same version under any file names and in any order.
        List<byte[]> contents = [];
        foreach (RateFile file in files)
        {
            contents.Add(WithoutWhiteSpace(file.Json.Span));
        }

        contents.Sort((left, right) => left.AsSpan().SequenceCompareTo(right));
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
