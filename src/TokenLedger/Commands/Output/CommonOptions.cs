using System.CommandLine;

namespace TokenLedger.Commands.Output;

/// <summary>Options that mean the same in every reading command.</summary>
internal static class CommonOptions
{
    public static Option<string?> Data() =>
        new("--data") { Description = "The data folder. Default: the one the gateway uses." };

    public static Option<bool> Json() => new("--json") { Description = "Write JSON." };
}
