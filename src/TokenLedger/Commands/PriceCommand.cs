using System.CommandLine;
using TokenLedger.Commands.Pricing;

namespace TokenLedger.Commands;

/// <summary>`tokenledger price`: an itemised bill for recorded exchanges, offline.</summary>
public static class PriceCommand
{
    /// <summary>The command with its options.</summary>
    /// <param name="clock">Gives the instant of an exchange that states none; the system's when null.</param>
    public static Command Create(TimeProvider? clock = null)
    {
        Argument<string[]> files = new("EXCHANGE")
        {
            Description = "Files of one exchange each, or folders of such files.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<bool> json = new("--json") { Description = "One line of JSON for each exchange." };
        Option<string?> provider = new("--provider")
        {
            HelpName = "NAME",
            Description = "The provider, with --request and --response.",
        };
        Option<string?> api = new("--api")
        {
            HelpName = "API",
            Description = "The dialect of the response, such as openai.chat.",
        };
        Option<string?> request = new("--request")
        {
            HelpName = "FILE",
            Description = "A file with the request's JSON body.",
        };
        Option<string?> response = new("--response")
        {
            HelpName = "FILE",
            Description = "A file with the response as it came: JSON, an event stream, NDJSON or a JSON array.",
        };
        Option<string?> at = new("--at")
        {
            HelpName = "TIME",
            Description = "When the request started, such as 2026-11-02T10:15:30Z. Default: now.",
        };
        Option<string[]> attributes = new("--attr")
        {
            HelpName = "NAME=VALUE",
            Description = "A fact that selects a price, such as service_tier=priority. May be repeated.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<string?> rates = new("--rates")
        {
            HelpName = "PATH",
            Description = "A rate table, or a folder of them, instead of the built-in ones.",
        };
        Option<string?> config = new("--config", "-c")
        {
            HelpName = "FILE",
            Description =
                "Price with this configuration's rates, overlays, discounts and markups, as its gateway does.",
        };
        Command command = new("price", "Price recorded exchanges offline, line by line.")
        {
            files,
            json,
            provider,
            api,
            request,
            response,
            at,
            attributes,
            rates,
            config,
        };
        command.SetAction(
            (parsed, cancellation) =>
                new PriceRun(
                    parsed.InvocationConfiguration.Output,
                    parsed.InvocationConfiguration.Error,
                    clock ?? TimeProvider.System
                ).RunAsync(
                    new PriceRequest(
                        parsed.GetValue(files) ?? [],
                        parsed.GetValue(json),
                        parsed.GetValue(provider),
                        parsed.GetValue(api),
                        parsed.GetValue(request),
                        parsed.GetValue(response),
                        parsed.GetValue(at),
                        parsed.GetValue(attributes) ?? [],
                        parsed.GetValue(rates),
                        parsed.GetValue(config)
                    ),
                    cancellation
                )
        );
        return command;
    }
}
