using TokenLedger.Commands;
using TokenLedger.Configuration.Sources;

namespace TokenLedger.Configuration;

/// <summary>
/// Reads the configuration from its sources, the weakest first: the file, AgentLedger's variables, ours, the options of
/// the command. Everything wrong in any of them is reported together.
/// </summary>
public static class ConfigurationLoader
{
    /// <summary>Reads it for this process.</summary>
    /// <param name="file">The file named on the command line; null to look in the usual places.</param>
    /// <param name="options">What else the command line said.</param>
    public static LoadedConfiguration Load(string? file, OptionSettings options) =>
        Load(file, options, Environment.CurrentDirectory, ProcessVariables());

    /// <summary>The data folder of the configuration, for the commands that read what the gateway writes.</summary>
    /// <exception cref="CommandFailedException">The configuration is not in order, so nobody can say where the data is.</exception>
    public static DataFolder DataFolder()
    {
        LoadedConfiguration loaded = Load(file: null, new());
        return loaded.WithoutServing?.Data
            ?? throw new CommandFailedException(
                string.Join(
                    '\n',
                    loaded.Problems.Append(
                        new(Origin.Option("--data"), "name the data folder, or mend the configuration")
                    )
                ),
                ExitCode.Misused
            );
    }

    /// <summary>Reads it from the sources given.</summary>
    /// <param name="file">The file named; null to look in the usual places.</param>
    /// <param name="options">The command line.</param>
    /// <param name="folder">The working folder, where a file is looked for first.</param>
    /// <param name="variables">The environment.</param>
    public static LoadedConfiguration Load(
        string? file,
        OptionSettings options,
        string folder,
        IReadOnlyDictionary<string, string> variables
    )
    {
        Remarks remarks = new();
        Settings settings = new(remarks);
        string? found = file ?? ConfigurationFiles.Find(folder, variables);
        if (found is not null)
        {
            new FileSettings(settings, remarks).Read(found);
        }

        new AgentLedgerVariables(settings, remarks).Read(variables);
        new EnvironmentSettings(settings, remarks).Read(variables);
        options.Read(settings, remarks);
        ServeConfiguration configuration = new ServeConfigurationReader(settings, remarks, variables).Read();
        return new(remarks.Problems.Count == 0 ? configuration : null, found, remarks.Problems, remarks.Warnings)
        {
            WithoutServing = remarks.Problems.All(static problem => problem.OnlyServing) ? configuration : null,
        };
    }

    private static Dictionary<string, string> ProcessVariables() =>
        Environment
            .GetEnvironmentVariables()
            .Cast<System.Collections.DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string)(entry.Value ?? ""), StringComparer.Ordinal);
}
