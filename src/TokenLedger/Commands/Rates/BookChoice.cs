using System.CommandLine;
using TokenLedger.Accounting;
using TokenLedger.Accounting.Rates;
using TokenLedger.Configuration;
using TokenLedger.Serve;

namespace TokenLedger.Commands.Rates;

/// <summary>Which book a command looks into: the one the gateway would price with, unless another is named.</summary>
internal sealed class BookChoice
{
    /// <summary>The word that names the tables built into the program.</summary>
    public const string BuiltIn = "built-in";

    private readonly Option<string?> rates = new("--rates")
    {
        HelpName = "PATH",
        Description = $"Look into this table or folder of tables, or \"{BuiltIn}\", without the configuration.",
    };

    private readonly Option<string?> config = new("--config", "-c")
    {
        HelpName = "FILE",
        Description = "Configuration file whose rates count; looked for in the usual places without it.",
    };

    /// <summary>Adds the options.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(rates);
        command.Options.Add(config);
    }

    /// <summary>The book chosen.</summary>
    /// <exception cref="CommandFailedException">It cannot be read or is wrong.</exception>
    public RateBook Read(ParseResult parsed) =>
        parsed.GetValue(rates) is string path ? At(path) : Configured(parsed.GetValue(config));

    /// <summary>The book at a path.</summary>
    /// <exception cref="CommandFailedException">It cannot be read or is wrong.</exception>
    public static RateBook At(string path)
    {
        if (path == BuiltIn)
        {
            return RateBook.Embedded;
        }

        RateBookResult result = RateBook.Load(new RateSources { BuiltIn = false, Tables = Files([path]) });
        return result.Book ?? throw Wrong(path, result.Problems);
    }

    /// <summary>The tables at paths: files as named, and the *.json of folders but for schemas.</summary>
    /// <exception cref="CommandFailedException">One cannot be read.</exception>
    public static List<RateFile> Files(IReadOnlyList<string> paths)
    {
        try
        {
            List<RateFile> files = RateFiles.Read(paths);
            return files.Count > 0
                ? files
                : throw new CommandFailedException(
                    $"No .json file is in {string.Join(", ", paths)}.",
                    ExitCode.Misused
                );
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException(
                $"A rate table cannot be read: {failure.Message} Name a file or a folder that exists.",
                ExitCode.Misused
            );
        }
    }

    /// <summary>The book of a configuration, with its overlays; the file is looked for when null.</summary>
    /// <exception cref="CommandFailedException">It cannot be read or is wrong.</exception>
    public static RateBook Configured(string? file)
    {
        string advice = $"Mend the configuration, or look into another book with --rates PATH or --rates {BuiltIn}.";
        return RateFiles.Load(ConfigurationLoader.Load(file, new()).ForCommand(advice).Rates);
    }

    private static CommandFailedException Wrong(string path, IReadOnlyList<RateProblem> problems) =>
        new(
            string.Join('\n', problems)
                + $"\n{Counted.Of(problems.Count, "problem")} in {path}; see 'tokenledger rates check {path}'."
        );
}
