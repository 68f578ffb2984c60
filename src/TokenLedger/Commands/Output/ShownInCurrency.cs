using System.CommandLine;
using System.CommandLine.Invocation;
using TokenLedger.Configuration;
using TokenLedger.Reporting.Currencies;

namespace TokenLedger.Commands.Output;

/// <summary>A report that shows its amounts in another currency too, when --currency asks for it.</summary>
internal sealed class ShownInCurrency : AsynchronousCommandLineAction
{
    private const string Config = "--config";

    private readonly AsynchronousCommandLineAction _report;
    private readonly Option<string?> _currency = new("--currency")
    {
        HelpName = "CODE",
        Description = "Show amounts in this currency too, as display.currencies of the configuration has it.",
    };
    private readonly Option<string?> _config;

    private ShownInCurrency(AsynchronousCommandLineAction report, Option<string?> config) =>
        (_report, _config) = (report, config);

    /// <summary>Gives a report the option.</summary>
    /// <param name="command">The report, whose action is set.</param>
    public static Command On(Command command)
    {
        // Commands that ask the gateway know its configuration already.
        Option<string?>? config = command.Options.OfType<Option<string?>>().SingleOrDefault(one => one.Name == Config);
        if (config is null)
        {
            config = new(Config, "-c")
            {
                HelpName = "FILE",
                Description = "The configuration that has the currency; looked for in the usual places without it.",
            };
            command.Options.Add(config);
        }

        ShownInCurrency shown = new((AsynchronousCommandLineAction)command.Action!, config);
        command.Options.Add(shown._currency);
        command.Action = shown;
        return command;
    }

    /// <summary>The currencies of a configuration.</summary>
    /// <param name="file">It; null for the one in the usual places.</param>
    /// <exception cref="CommandFailedException">It cannot be read; exit code 2.</exception>
    public static CurrencyTable Table(string? file) =>
        ConfigurationLoader
            .Load(file, new())
            .ForCommand("Mend the configuration, or ask without --currency.")
            .Currencies;

    /// <inheritdoc/>
    public override async Task<int> InvokeAsync(ParseResult parseResult, CancellationToken cancellationToken = default)
    {
        if (parseResult.GetValue(_currency) is not { } code || code == "USD")
        {
            return await _report.InvokeAsync(parseResult, cancellationToken);
        }

        Currency currency =
            Table(parseResult.GetValue(_config)).Find(code, out string? problem) ?? throw CostOptions.Misused(problem!);
        InvocationConfiguration console = parseResult.InvocationConfiguration;
        TextWriter plain = console.Output;
        await using CurrencyWriter output = new(plain, currency, parseResult.GetValue<bool>("--json"));
        console.Output = output;
        try
        {
            int exit = await _report.InvokeAsync(parseResult, cancellationToken);
            output.WriteRate();
            return exit;
        }
        finally
        {
            console.Output = plain;
        }
    }
}
