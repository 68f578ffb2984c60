using System.CommandLine;
using TokenLedger.Commands.Identity;

namespace TokenLedger.Commands;

/// <summary><c>tokenledger tenants</c>: who is told apart, and what each may do.</summary>
public static class TenantsCommand
{
    /// <summary>Creates the command with its own commands.</summary>
    public static Command Create()
    {
        Command command = new("tenants", "List tenants, make or change them, and forget them.");
        command.Subcommands.Add(TenantsListCommand.Create());
        command.Subcommands.Add(TenantsSetCommand.Create());
        command.Subcommands.Add(TenantsRemoveCommand.Create());
        return command;
    }

    /// <summary>Examples of a command below this one, by its name.</summary>
    public static string[] ExamplesOf(string name) =>
        name switch
        {
            "set" =>
            [
                "tokenledger tenants set acme --name \"ACME Corporation\" --provider openai",
                "tokenledger tenants set acme --disabled",
            ],
            "remove" => ["tokenledger tenants remove acme"],
            _ => ["tokenledger tenants list", "tokenledger tenants list --json"],
        };
}
