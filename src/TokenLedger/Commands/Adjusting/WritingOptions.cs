using System.CommandLine;
using TokenLedger.Commands.Output;
using TokenLedger.Configuration;
using TokenLedger.Configuration.Sources;

namespace TokenLedger.Commands.Adjusting;

/// <summary>The options of commands that append to a ledger: where it lies, and how its gateway is configured.</summary>
internal sealed class WritingOptions
{
    private readonly Option<string?> _data = CommonOptions.Data();
    private readonly Option<string?> _file = new("--config", "-c")
    {
        HelpName = "FILE",
        Description = "The gateway's configuration: its data folder, admin token and rate tables.",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_data);
        command.Options.Add(_file);
    }

    /// <exception cref="CommandFailedException">The configuration is wrong; exit code 2.</exception>
    public ServeConfiguration Read(ParseResult parsed)
    {
        OptionSettings options = new() { Data = parsed.GetValue(_data) };
        return ConfigurationLoader.Load(parsed.GetValue(_file), options).ForCommand();
    }
}
