using TokenLedger.Configuration;
using TokenLedger.Configuration.Sources;
using TokenLedger.Gateway.Policies;

namespace TokenLedger.Commands.Policies;

/// <summary>Rules for a command: a file with a policies section and nothing else needed.</summary>
internal static class PolicyRulesFile
{
    /// <summary>Reads the policies of a file alone, whatever the environment says.</summary>
    /// <exception cref="CommandFailedException">They are not in order; exit code 2, every problem with its line.</exception>
    public static PolicyOptions Read(string file) => Load(file).ForCommand().Gateway.Policies;

    /// <summary>The same, with its problems.</summary>
    public static LoadedConfiguration Load(string file) =>
        ConfigurationLoader.Load(
            file,
            new OptionSettings(),
            Environment.CurrentDirectory,
            new Dictionary<string, string>()
        );
}
