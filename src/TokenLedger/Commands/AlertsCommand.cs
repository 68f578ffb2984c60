using System.CommandLine;
using TokenLedger.Commands.Alerting;

namespace TokenLedger.Commands;

/// <summary><c>tokenledger alerts</c>: what was found lately, and trying out channels.</summary>
public static class AlertsCommand
{
    /// <summary>Creates the command with its own commands.</summary>
    public static Command Create()
    {
        Command command = new("alerts", "Show the latest alerts and their deliveries, and try out channels.");
        command.Subcommands.Add(AlertsListCommand.Create());
        command.Subcommands.Add(AlertsTestCommand.Create());
        return command;
    }

    /// <summary>Examples of a command below this one, by its name.</summary>
    public static string[] ExamplesOf(string name) =>
        name == "list"
            ? ["tokenledger alerts list", "tokenledger alerts list --type budget_exceeded --limit 10 --json"]
            : ["tokenledger alerts test", "tokenledger alerts test ops-slack"];
}
