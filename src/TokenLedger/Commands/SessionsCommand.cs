using System.CommandLine;
using TokenLedger.Commands.Sessions;

namespace TokenLedger.Commands;

/// <summary><c>tokenledger sessions</c>: which go on, what each came to, and stopping one.</summary>
public static class SessionsCommand
{
    /// <summary>Creates the command with its own commands.</summary>
    public static Command Create()
    {
        Command command = new(
            "sessions",
            "Show sessions, those of late and those of the ledger; stop one, or an agent, key, tenant or user."
        );
        command.Subcommands.Add(SessionsListCommand.Create());
        command.Subcommands.Add(SessionsReportCommand.Create());
        command.Subcommands.Add(SessionsShowCommand.Create());
        command.Subcommands.Add(SessionsKillCommand.Create());
        command.Subcommands.Add(SessionsReviveCommand.Create());
        return command;
    }

    /// <summary>Examples of a command below this one, by its name.</summary>
    public static string[] ExamplesOf(string name) =>
        name switch
        {
            "list" => ["tokenledger sessions list", "tokenledger sessions list --all --limit 500 --json"],
            "report" =>
            [
                "tokenledger sessions report",
                "tokenledger sessions report --last 7d --order recent --where feature=search",
            ],
            "show" => ["tokenledger sessions show s-42", "tokenledger sessions show s-42 --tenant acme --json"],
            "kill" =>
            [
                "tokenledger sessions kill s-42 --reason \"runs in circles\"",
                "tokenledger sessions kill code-reviewer --kind agent --for 1h",
            ],
            _ => ["tokenledger sessions revive s-42", "tokenledger sessions revive code-reviewer --kind agent"],
        };
}
