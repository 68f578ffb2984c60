using TokenLedger.Gateway.Hosting;

namespace TokenLedger.Gateway.Identity.Principals;

/// <summary>The issuer whose tokens open the management API, and how their claims become roles.</summary>
public sealed record OidcOptions
{
    /// <summary>The issuer, exactly as its tokens and its discovery document name it.</summary>
    public required string Issuer { get; init; }

    /// <summary>Audiences of which a token must have one.</summary>
    public required IReadOnlyList<string> Audiences { get; init; }

    /// <summary>Clients for whom tokens may have been issued (azp, or client_id); empty for any.</summary>
    public IReadOnlyList<string> AuthorizedParties { get; init; } = [];

    /// <summary>How far clocks may differ. Default 1 minute.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The claim that names roles; dots lead into objects ("realm_access.roles"). Default "roles".</summary>
    public string RoleClaim { get; init; } = "roles";

    /// <summary>Which values of that claim give which role; the first of this list that a token has decides.</summary>
    public required IReadOnlyList<RoleMapping> Roles { get; init; }

    /// <summary>The claim that names the tenant; null binds no holder to one.</summary>
    public string? TenantClaim { get; init; }

    /// <summary>The claim by which the record of changes names the holder. Default "sub".</summary>
    public string NameClaim { get; init; } = "sub";

    /// <summary>Whether what an address answers can be believed: it speaks TLS, or is on this machine.</summary>
    public static bool IsTrustworthy(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);
    }
}

/// <summary>A value of the role claim and the role it gives.</summary>
/// <param name="Value">The value.</param>
/// <param name="Role">The role.</param>
public sealed record RoleMapping(string Value, Role Role);
