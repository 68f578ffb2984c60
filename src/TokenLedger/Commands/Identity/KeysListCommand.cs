using System.CommandLine;
using TokenLedger.Commands.Administration;
using TokenLedger.Commands.Output;
using TokenLedger.Gateway.Identity;
using TokenLedger.Gateway.Identity.Keys;

namespace TokenLedger.Commands.Identity;

/// <summary>tokenledger keys list.</summary>
internal static class KeysListCommand
{
    public static Command Create() =>
        AdminList.Create(
            "Show the virtual keys, never their secrets.",
            "api/v1/keys",
            static (reply, output) => Write(reply.Read(IdentityJson.Default.KeyList), output)
        );

    private static void Write(KeyList list, TextWriter output)
    {
        if (list.Keys.Count == 0)
        {
            output.WriteLine("No virtual keys. Issue one: tokenledger keys create --name NAME");
            return;
        }

        Table table = new("ID", "NAME", "STATUS", "TENANT", "OWNER", "MODELS", "EXPIRES (UTC)", "LAST USED (UTC)");
        foreach (KeyView key in list.Keys)
        {
            table.Add(
                key.Id,
                key.Name ?? "-",
                key.Status,
                key.Tenant ?? "-",
                key.Owner ?? "-",
                key.Models.Count == 0 ? "all" : string.Join(", ", key.Models),
                KeyOutput.Time(key.ExpiresAt),
                KeyOutput.Time(key.LastUsedAt)
            );
        }

        table.WriteTo(output);
    }
}
