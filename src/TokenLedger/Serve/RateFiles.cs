using TokenLedger.Accounting.Rates;
using TokenLedger.Commands;
using TokenLedger.Configuration;

namespace TokenLedger.Serve;

/// <summary>Makes the rate book of the built-in tables, the operator's files and the configuration.</summary>
public static class RateFiles
{
    /// <summary>Bytes of the largest table that is read.</summary>
    public const long MostBytes = 256 * 1024 * 1024;

    private const string SchemaExtension = ".schema.json";

    /// <summary>The book, or everything that is wrong with what it is made of.</summary>
    public static RateBookResult Make(RateSettings settings)
    {
        try
        {
            return RateBook.Load(
                new RateSources
                {
                    Tables = Read(settings.Files),
                    Overlays = [.. Read(settings.Overlays), .. settings.Models],
                    Factors = settings.Factors,
                }
            );
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new(null, [new("rates", null, $"a table cannot be read: {failure.Message}")]);
        }
    }

    /// <summary>The book to start with.</summary>
    /// <exception cref="CommandFailedException">Something is wrong; the message lists every problem.</exception>
    public static RateBook Load(RateSettings settings)
    {
        RateBookResult result = Make(settings);
        return result.Book
            ?? throw new CommandFailedException(
                "The rate tables of the configuration are not right:\n" + string.Join('\n', result.Problems)
            );
    }

    /// <summary>The tables at paths: files as named, and the *.json of folders but for schemas.</summary>
    /// <exception cref="IOException">One cannot be read or is too large.</exception>
    /// <exception cref="UnauthorizedAccessException">One may not be read.</exception>
    public static List<RateFile> Read(IReadOnlyList<string> paths)
    {
        List<RateFile> tables = [];
        foreach (string file in Expand(paths))
        {
            if (new FileInfo(file).Length > MostBytes)
            {
                throw new IOException($"{file} is larger than {MostBytes / (1024 * 1024)} MiB.");
            }

            tables.Add(new(file, File.ReadAllBytes(file)));
        }

        return tables;
    }

    /// <summary>The files that paths mean, in order.</summary>
    public static IEnumerable<string> Expand(IEnumerable<string> paths) =>
        paths.SelectMany<string, string>(path =>
            Directory.Exists(path)
                ? Directory
                    .EnumerateFiles(path, "*.json")
                    .Where(file => !file.EndsWith(SchemaExtension, StringComparison.Ordinal))
                    .Order(StringComparer.Ordinal)
                : [path]
        );
}
