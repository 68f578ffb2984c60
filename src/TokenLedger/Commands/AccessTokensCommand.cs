using System.CommandLine;
using TokenLedger.Commands.Identity;

namespace TokenLedger.Commands;

/// <summary><c>tokenledger access-tokens</c>: tokens of the management API for machines.</summary>
public static class AccessTokensCommand
{
    /// <summary>Creates the command with its own commands.</summary>
    public static Command Create()
    {
        Command command = new("access-tokens", "Issue tokens of the management API, list, rotate and revoke them.");
        command.Subcommands.Add(AccessTokensCreateCommand.Create());
        command.Subcommands.Add(AccessTokensListCommand.Create());
        command.Subcommands.Add(RotateCommand.Create("access token", "at_abcdefghijkl", "api/v1/access-tokens"));
        command.Subcommands.Add(RevokeCommand.Create("access token", "at_abcdefghijkl", "api/v1/access-tokens"));
        return command;
    }

    /// <summary>Examples of a command below this one, by its name.</summary>
    public static string[] ExamplesOf(string name) =>
        name switch
        {
            "create" =>
            [
                "tokenledger access-tokens create --name grafana --role viewer --expires 90d",
                "tokenledger access-tokens create --name acme-ci --role tenant-admin --tenant acme",
            ],
            "rotate" => ["tokenledger access-tokens rotate at_abcdefghijkl --overlap 7d"],
            "revoke" => ["tokenledger access-tokens revoke at_abcdefghijkl"],
            _ => ["tokenledger access-tokens list", "tokenledger access-tokens create --name grafana --role viewer"],
        };
}
