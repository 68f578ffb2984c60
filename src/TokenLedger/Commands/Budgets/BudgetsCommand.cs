using System.CommandLine;

namespace TokenLedger.Commands.Budgets;

/// <summary><c>tokenledger budgets</c>: who may spend how much, and how much of it is left.</summary>
public static class BudgetsCommand
{
    /// <summary>Creates the command with its own commands.</summary>
    public static Command Create()
    {
        Command command = new(
            "budgets",
            "See and set who may spend how much, and how much of it is left. Works while the gateway runs and when it does not."
        );
        foreach ((Command below, _) in Commands())
        {
            command.Subcommands.Add(below);
        }

        return command;
    }

    /// <summary>Examples of a command below this one, by its name; none when it is not one of these.</summary>
    public static string[] ExamplesOf(string name) =>
        Commands().FirstOrDefault(below => below.Command.Name == name).Examples ?? [];

    private static (Command Command, string[] Examples)[] Commands() =>
        [
            (BudgetsListCommand.Create(), ["tokenledger budgets list", "tokenledger budgets list --json"]),
            (
                BudgetsStatusCommand.Create(),
                ["tokenledger budgets status", "tokenledger budgets status team-a --accounts 100"]
            ),
            (
                BudgetsShowCommand.Create(),
                ["tokenledger budgets show team-a", "tokenledger budgets show default.day --json"]
            ),
            (
                BudgetsSetCommand.Create(),
                [
                    "tokenledger budgets set team-a --scope tenant=a --usd 500 --window month --hold strict",
                    "tokenledger budgets set per-user --per user --usd 20 --calls 500 --window \"rolling 24h\" --soft 80",
                    "tokenledger budgets set team-a --file budget.json --if-match 42",
                ]
            ),
            (BudgetsImportCommand.Create(), ["tokenledger budgets import customers.jsonl"]),
            (
                BudgetsExplainCommand.Create(),
                [
                    "tokenledger budgets explain --request request.json --for user=alice",
                    "tokenledger budgets explain --provider openai --model gpt-4o --input-tokens 2000 --max-output 8000",
                ]
            ),
            (BudgetsRemoveCommand.Create(), ["tokenledger budgets remove team-a"]),
            (
                BudgetsOverrideCommand.Create(),
                [
                    "tokenledger budgets override team-a --amount 800 --for 2h --reason \"release day\"",
                    "tokenledger budgets override per-user --amount 60 --unit usd --member alex --to 2026-12-03T00:00:00Z --reason \"migration\"",
                    "tokenledger budgets override team-a --remove 5f2c11d09a7e4b30",
                ]
            ),
        ];
}
