using System.CommandLine;
using TokenLedger.Commands.Pricing;

namespace TokenLedger.Commands;

/// <summary>`tokenledger price`: an itemised bill for recorded exchanges, offline.</summary>
public static class PriceCommand
{
    private const string About = """
        Price recorded exchanges offline, line by line.

        Examples:
          tokenledger price exchange.json
          tokenledger price recorded/ --json
          tokenledger price --provider openai --api openai.chat --request request.json --response answer.sse
        """;

    /// <summary>The command with its options.</summary>
    /// <param name="clock">Gives the instant of an exchange that states none; the system's when null.</param>
    public static Command Create(TimeProvider? clock = null)
    {
        Argument<string[]> files = new("exchange")
        {
            Description = "Files of one exchange each, or folders of such files.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<bool> json = new("--json") { Description = "One line of JSON for each exchange." };
        Option<string?> provider = new("--provider") { Description = "The provider, with --request and --response." };
        Option<string?> api = new("--api") { Description = "The dialect of the response, such as openai.chat." };
        Option<string?> request = new("--request") { Description = "A file with the request's JSON body." };
        Option<string?> response = new("--response")
        {
            Description = "A file with the response: JSON or an event stream.",
        };
        Option<string?> at = new("--at")
        {
            Description = "When the request started, such as 2026-11-02T10:15:30Z. Default: now.",
        };
        Option<string[]> attributes = new("--attr")
        {
            Description = "A fact that selects a price, such as service_tier=priority. May be repeated.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<string?> rates = new("--rates")
        {
            Description = "A rate table, or a folder of them, instead of the built-in ones.",
        };
        Command command = new("price", About) { files, json, provider, api, request, response, at, attributes, rates };
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
                        parsed.GetValue(rates)
                    ),
                    cancellation
                )
        );
        return command;
    }
}
