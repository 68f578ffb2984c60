using System.CommandLine;
using TokenLedger.Commands.Administration;
using TokenLedger.Gateway.Identity;
using TokenLedger.Gateway.Identity.Principals;

namespace TokenLedger.Commands.Identity;

/// <summary>tokenledger access-tokens create.</summary>
internal static class AccessTokensCreateCommand
{
    public static Command Create()
    {
        RoadOptions road = new();
        Option<string?> name = new("--name") { HelpName = "NAME", Description = "What people call it." };
        Option<string> role = new("--role") { Description = "What its holder may do.", Required = true };
        role.AcceptOnlyFromAmong([.. RoleNames.All]);
        Option<string?> tenant = new("--tenant")
        {
            HelpName = "TENANT",
            Description = "The only tenant its holder sees; a tenant-admin needs one.",
        };
        Option<string?> expires = KeyOutput.Expires();
        Command command = new("create", "Issue a token of the management API. It is shown once, and kept nowhere.")
        {
            name,
            role,
            tenant,
            expires,
        };
        road.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                AccessTokenRequest request = new()
                {
                    Name = parsed.GetValue(name),
                    Role = parsed.GetRequiredValue(role),
                    Tenant = parsed.GetValue(tenant),
                    ExpiresAt = KeyOutput.ExpiresAt(parsed.GetValue(expires)),
                };
                await using AdminRoad open = await road.OpenAsync(parsed, cancellation);
                AdminReply reply = await open.PostAsync(
                    "api/v1/access-tokens",
                    request,
                    IdentityJson.Default.AccessTokenRequest,
                    idempotencyKey: null,
                    cancellation
                );
                await KeyOutput.ShowNewAsync(parsed, reply, road.IsJson(parsed));
                return 0;
            }
        );
        return command;
    }
}
