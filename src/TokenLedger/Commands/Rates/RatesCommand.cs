using System.CommandLine;

namespace TokenLedger.Commands.Rates;

/// <summary><c>tokenledger rates</c>: look into the rate book, check it, compare books and take over others' tables.</summary>
public static class RatesCommand
{
    /// <summary>Creates the command with its own commands.</summary>
    /// <param name="clock">Says what "now" is where no --at does; the system's when null.</param>
    public static Command Create(TimeProvider? clock = null)
    {
        Command command = new("rates", "Look into the rate book, check it, compare books, take over others' tables.");
        foreach ((Command below, _) in Commands(clock ?? TimeProvider.System))
        {
            command.Subcommands.Add(below);
        }

        return command;
    }

    /// <summary>Examples of a command below this one, by its name.</summary>
    public static string[] ExamplesOf(string name) =>
        Commands(TimeProvider.System).First(below => below.Command.Name == name).Examples;

    private static (Command Command, string[] Examples)[] Commands(TimeProvider clock) =>
        [
            (
                RatesListCommand.Create(clock),
                [
                    "tokenledger rates list --provider openai",
                    "tokenledger rates list --model 'claude-*' --at 2026-01-01",
                    "tokenledger rates list --json",
                ]
            ),
            (
                RatesShowCommand.Create(clock),
                [
                    "tokenledger rates show gpt-4o",
                    "tokenledger rates show claude-opus-4-5-20251101 --provider anthropic --json",
                    "tokenledger rates show deepseek-chat --at 2026-09-22T02:00:00Z",
                ]
            ),
            (
                RatesCheckCommand.Create(),
                [
                    "tokenledger rates check",
                    "tokenledger rates check rates/",
                    "tokenledger rates check acme.json --json",
                ]
            ),
            (
                RatesDiffCommand.Create(),
                [
                    "tokenledger rates diff built-in imported/",
                    "tokenledger rates diff rates-2026-10/ rates-2026-11/ --json",
                ]
            ),
            (
                RatesImportCommand.Create(clock),
                [
                    "tokenledger rates import model_prices_and_context_window.json -o imported",
                    "tokenledger rates import api.json -o imported && tokenledger rates diff built-in imported",
                ]
            ),
        ];
}
