using System.CommandLine;

namespace TokenLedger.Commands.Policies;

/// <summary><c>tokenledger policies</c>: check rules, try them on cases and on the past, and decide them at run time.</summary>
public static class PoliciesCommand
{
    /// <summary>Creates the command with its own commands.</summary>
    /// <param name="clock">Says what "now" is; the system's when null.</param>
    public static Command Create(TimeProvider? clock = null)
    {
        Command command = new(
            "policies",
            "Check rules, try them on cases and on the past, and decide them at run time."
        );
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
            (PoliciesListCommand.Create(), ["tokenledger policies list", "tokenledger policies list --json"]),
            (
                PoliciesCheckCommand.Create(),
                ["tokenledger policies check", "tokenledger policies check -c tokenledger.yaml --json"]
            ),
            (
                PoliciesTestCommand.Create(),
                [
                    "tokenledger policies test policy-cases.yaml",
                    "tokenledger policies test cases.json -c tokenledger.yaml --json",
                ]
            ),
            (
                PoliciesReplayCommand.Create(clock),
                [
                    "tokenledger policies replay --last 7d",
                    "tokenledger policies replay --last 30d --rules proposed.yaml --json",
                ]
            ),
            (
                PoliciesSetCommand.Create(),
                [
                    "tokenledger policies set no-opus --rule '{\"action\":\"deny\",\"when\":\"ai.model like \\\"*opus*\\\"\"}'",
                ]
            ),
            (PoliciesRemoveCommand.Create(), ["tokenledger policies remove no-opus"]),
            (
                PoliciesApproveCommand.Create(clock),
                [
                    "tokenledger policies approve dear-models --for 2h --reason \"release day\"",
                    "tokenledger policies approve dear-models --for 1d --when 'principal.user_id == \"u1\"' --reason demo",
                ]
            ),
        ];
}
