using System.CommandLine;
using TokenLedger.Commands.Identity;

namespace TokenLedger.Commands;

/// <summary><c>tokenledger keys</c>: virtual keys.</summary>
public static class KeysCommand
{
    /// <summary>Creates the command with its own commands.</summary>
    public static Command Create()
    {
        Command command = new("keys", "Issue virtual keys, list, rotate and revoke them.");
        command.Subcommands.Add(KeysCreateCommand.Create());
        command.Subcommands.Add(KeysListCommand.Create());
        command.Subcommands.Add(RotateCommand.Create("virtual key", "vk_abcdefghijkl", "api/v1/keys"));
        command.Subcommands.Add(RevokeCommand.Create("virtual key", "vk_abcdefghijkl", "api/v1/keys"));
        return command;
    }

    /// <summary>Examples of a command below this one, by its name.</summary>
    public static string[] ExamplesOf(string name) =>
        name switch
        {
            "create" =>
            [
                "tokenledger keys create --name ci --tenant acme --model \"gpt-4o*\"",
                "tokenledger keys create --name nightly --owner alice --expires 90d --fixed environment=prod",
                "tokenledger keys create --name intern --usd 20 --window day --hold strict",
            ],
            "rotate" => ["tokenledger keys rotate vk_abcdefghijkl --overlap 7d"],
            "revoke" => ["tokenledger keys revoke vk_abcdefghijkl"],
            _ => ["tokenledger keys list", "tokenledger keys list --json"],
        };
}
