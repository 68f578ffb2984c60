using System.CommandLine;
using TokenLedger.Commands.Administration;
using TokenLedger.Commands.Output;
using TokenLedger.Gateway.Identity;
using TokenLedger.Gateway.Identity.Principals;

namespace TokenLedger.Commands.Identity;

/// <summary>tokenledger access-tokens list.</summary>
internal static class AccessTokensListCommand
{
    public static Command Create() =>
        AdminList.Create(
            "Show the access tokens, never their secrets.",
            "api/v1/access-tokens",
            static (reply, output) => Write(reply.Read(IdentityJson.Default.AccessTokenList), output)
        );

    private static void Write(AccessTokenList list, TextWriter output)
    {
        if (list.Tokens.Count == 0)
        {
            output.WriteLine("No access tokens. Issue one: tokenledger access-tokens create --name NAME --role viewer");
            return;
        }

        Table table = new("ID", "NAME", "STATUS", "ROLE", "TENANT", "EXPIRES (UTC)", "LAST USED (UTC)");
        foreach (AccessTokenView token in list.Tokens)
        {
            table.Add(
                token.Id,
                token.Name ?? "-",
                token.Status,
                token.Role,
                token.Tenant ?? "-",
                KeyOutput.Time(token.ExpiresAt),
                KeyOutput.Time(token.LastUsedAt)
            );
        }

        table.WriteTo(output);
    }
}
