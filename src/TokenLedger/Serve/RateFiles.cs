using TokenLedger.Accounting.Rates;
using TokenLedger.Commands;

namespace TokenLedger.Serve;

/// <summary>The built-in rate book with the operator's tables.</summary>
public static class RateFiles
{
    /// <summary>Reads tables from files, and from the *.json of folders.</summary>
    /// <exception cref="CommandFailedException">A table cannot be read or is wrong; the message lists every problem.</exception>
    public static RateBook Load(IReadOnlyList<string> paths)
    {
        if (paths.Count == 0)
        {
            return RateBook.Embedded;
        }

        List<RateFile> tables = [];
        try
        {
            foreach (string file in paths.SelectMany(Expand))
            {
                tables.Add(new(file, File.ReadAllBytes(file)));
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"A rate table (rates.files) cannot be read: {failure.Message}");
        }

        RateBookResult result = RateBook.Load(new RateSources { Tables = tables });
        return result.Book
            ?? throw new CommandFailedException(
                "The rate tables (rates.files) are not right:\n" + string.Join('\n', result.Problems)
            );
    }

    private static IEnumerable<string> Expand(string path) =>
        Directory.Exists(path) ? Directory.EnumerateFiles(path, "*.json").Order(StringComparer.Ordinal) : [path];
}
