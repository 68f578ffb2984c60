using TokenLedger.Gateway.Hosting;
using TokenLedger.Gateway.Identity.Principals;

namespace TokenLedger.Configuration;

/// <summary>Reads the issuer whose tokens open the management API.</summary>
/// <param name="settings">Everything set.</param>
/// <param name="remarks">Takes what is wrong.</param>
internal sealed class OidcReader(Settings settings, Remarks remarks)
{
    /// <summary>The issuer; null when none is set.</summary>
    public OidcOptions? Read()
    {
        if (settings.Find("oidc.issuer") is not { } issuer)
        {
            if (settings.All.FirstOrDefault(one => one.Path.StartsWith("oidc.", StringComparison.Ordinal)) is { } other)
            {
                remarks.Problem(other.Origin, $"{other.Path}: has no effect without oidc.issuer");
            }

            return null;
        }

        OidcOptions options = new()
        {
            Issuer = issuer.Text,
            Audiences = Texts("oidc.audiences"),
            AuthorizedParties = Texts("oidc.authorized_parties"),
            ClockSkew = settings.Get<TimeSpan>("oidc.clock_skew"),
            RoleClaim = settings.Get<string>("oidc.role_claim"),
            Roles = ReadRoles(),
            TenantClaim = settings.Find("oidc.tenant_claim")?.Text,
            NameClaim = settings.Get<string>("oidc.name_claim"),
        };
        Check(options, issuer.Origin);
        return options;
    }

    private void Check(OidcOptions options, Origin origin)
    {
        bool good = Uri.TryCreate(options.Issuer, UriKind.Absolute, out Uri? address);
        if (!good || !OidcOptions.IsTrustworthy(address!))
        {
            remarks.Problem(origin, "oidc.issuer: must be an https URL, or http on this machine");
        }

        if (options.Audiences.Count == 0)
        {
            remarks.Problem(origin, "oidc.audiences: must name at least one; tokens for others would be taken too");
        }

        if (options.Roles.Count == 0)
        {
            remarks.Problem(origin, "oidc.roles: must give a role to at least one value; nobody would have any");
        }

        if (options.TenantClaim is null && options.Roles.Any(static role => role.Role == Role.TenantAdmin))
        {
            remarks.Problem(origin, "oidc.tenant_claim: is needed where oidc.roles gives the role tenant-admin");
        }
    }

    private List<RoleMapping> ReadRoles()
    {
        List<RoleMapping> roles = [];
        foreach (ListItem item in ListItem.Of(settings, "oidc.roles"))
        {
            Setting? value = item.Required("value", remarks);
            Setting? role = item.Required("role", remarks);
            if (value is not null && role is not null)
            {
                roles.Add(new(value.Text, RoleNames.Parse(role.Text) ?? Role.Viewer));
            }
        }

        return roles;
    }

    private string[] Texts(string list) => [.. settings.Items(list).Select(item => item.Text)];
}
