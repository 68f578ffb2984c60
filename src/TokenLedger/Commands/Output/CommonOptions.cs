using System.CommandLine;

namespace TokenLedger.Commands.Output;

/// <summary>Options that mean the same in every reading command.</summary>
internal static class CommonOptions
{
    public static Option<string?> Data() =>
        new("--data") { HelpName = "DIR", Description = "Data folder. Default $XDG_DATA_HOME/tokenledger." };

    public static Option<bool> Json() => new("--json") { Description = "Write JSON." };
}
