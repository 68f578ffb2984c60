using System.CommandLine;
using System.Reflection;

namespace TokenLedger.Commands;

/// <summary>tokenledger version.</summary>
public static class VersionCommand
{
    /// <summary>The version this was built as.</summary>
    public static string Version { get; } =
        typeof(VersionCommand)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
            .InformationalVersion;

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        Command command = new("version", "Print the version.");
        command.SetAction(parsed => parsed.InvocationConfiguration.Output.WriteLine($"tokenledger {Version}"));
        return command;
    }
}
