using System.CommandLine;
using TokenLedger.Configuration.Sources;

namespace TokenLedger.Commands;

/// <summary>The options of the serve command.</summary>
public sealed class ServeOptions
{
    /// <summary>-c FILE.</summary>
    public Option<string?> File { get; } =
        new("--config", "-c")
        {
            Description =
                "Configuration file. Without it: ./tokenledger.yaml, the user's, the machine's, then AgentLedger's places.",
            HelpName = "FILE",
        };

    /// <summary>--listen ADDRESS:PORT.</summary>
    public Option<string?> Listen { get; } =
        new("--listen") { Description = "Where to listen. Default 127.0.0.1:8787.", HelpName = "ADDRESS:PORT" };

    /// <summary>--data DIR.</summary>
    public Option<string?> Data { get; } =
        new("--data") { Description = "Data folder. Default $XDG_DATA_HOME/tokenledger.", HelpName = "DIR" };

    /// <summary>--upstream NAME=URL, any number of times.</summary>
    public Option<string[]> Upstreams { get; } =
        new("--upstream")
        {
            Description =
                "Send calls for NAME to URL: openai, anthropic, a known provider, or a new name served under /NAME.",
            HelpName = "NAME=URL",
        };

    /// <summary>What was given, as settings above the file and the environment.</summary>
    public OptionSettings Read(ParseResult parsed) =>
        new()
        {
            Listen = parsed.GetValue(Listen),
            Data = parsed.GetValue(Data),
            Upstreams = parsed.GetValue(Upstreams) ?? [],
        };
}
