using TokenLedger.Accounting.Rates;
using TokenLedger.Commands;

namespace TokenLedger.Serve;

/// <summary>The rate book: the built-in tables, and those the configuration adds.</summary>
public static class Rates
{
    /// <summary>Loads it.</summary>
    /// <param name="paths">Files, or folders whose *.json files are meant.</param>
    /// <exception cref="CommandFailedException">A table cannot be read or is wrong; exit code 2.</exception>
    public static RateBook Load(IReadOnlyList<string> paths)
    {
        if (paths.Count == 0)
        {
            return RateBook.Embedded;
        }

        RateBookResult result = RateBook.EmbeddedWith(paths.SelectMany(Files).Select(Read));
        return result.Book
            ?? throw new CommandFailedException(
                string.Join('\n', result.Problems.Select(problem => $"rates.files: {problem}")),
                ExitCode.Misused
            );
    }

    private static IEnumerable<string> Files(string path) =>
        Directory.Exists(path) ? Directory.GetFiles(path, "*.json").Order(StringComparer.Ordinal) : [path];

    private static (string Name, ReadOnlyMemory<byte> Json) Read(string file)
    {
        try
        {
            return (file, File.ReadAllBytes(file));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException(
                $"rates.files: {file} cannot be read: {failure.Message}",
                ExitCode.Misused
            );
        }
    }
}
