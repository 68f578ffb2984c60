using System.CommandLine;
using TokenLedger.Commands.Sessions;

namespace TokenLedger.Commands;

/// <summary><c>tokenledger sessions</c>: which go on, and stopping one.</summary>
public static class SessionsCommand
{
    /// <summary>Creates the command with its own commands.</summary>
    public static Command Create()
    {
        Command command = new("sessions", "Show the sessions of late; stop one, or an agent, key, tenant or user.");
        command.Subcommands.Add(SessionsListCommand.Create());
        command.Subcommands.Add(SessionsKillCommand.Create());
        command.Subcommands.Add(SessionsReviveCommand.Create());
        return command;
    }

    /// <summary>Examples of a command below this one, by its name.</summary>
    public static string[] ExamplesOf(string name) =>
        name switch
        {
            "list" => ["tokenledger sessions list", "tokenledger sessions list --all --limit 500 --json"],
            "kill" =>
            [
                "tokenledger sessions kill s-42 --reason \"runs in circles\"",
                "tokenledger sessions kill code-reviewer --kind agent --for 1h",
            ],
            _ => ["tokenledger sessions revive s-42", "tokenledger sessions revive code-reviewer --kind agent"],
        };
}
