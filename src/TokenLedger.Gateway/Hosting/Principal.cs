using TokenLedger.Ledger.Control;

namespace TokenLedger.Gateway.Hosting;

/// <summary>Who uses a route of the gateway's own, as the guard has found out.</summary>
/// <param name="Name">How admin entries call him ("local", "token:admin", "oidc:alice@example.com").</param>
/// <param name="Role">What he may do.</param>
/// <param name="Tenant">The only tenant he sees; null sees all.</param>
public sealed record Principal(string Name, Role Role, string? Tenant)
{
    /// <summary>The bearer of the admin token.</summary>
    public static Principal Admin { get; } = new("token:admin", Role.Admin, null);

    /// <summary>A caller on this machine, where no admin token is configured.</summary>
    public static Principal Local { get; } = new("local", Role.Admin, null);

    /// <summary>What of the ledger he may see.</summary>
    public ReadScope Scope => new(Tenant, SeesChanges: Tenant is null && Role is (Role.Auditor or Role.Admin));

    /// <summary>Whether something of a tenant (null: of none) is his business.</summary>
    public bool Sees(string? tenant) => Tenant is null || Tenant == tenant;

    /// <summary>Who sent the request. The guard has set it on every route that is not public.</summary>
    /// <exception cref="InvalidOperationException">The route is public.</exception>
    public static Principal Of(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return http.Features.Get<Principal>()
            ?? throw new InvalidOperationException("A public route has no principal.");
    }
}

/// <summary>What people and machines may do.</summary>
public enum Role
{
    /// <summary>Read reports and settings.</summary>
    Viewer,

    /// <summary>Read everything, the record of changes and proofs included; change nothing.</summary>
    Auditor,

    /// <summary>Everything within one tenant.</summary>
    TenantAdmin,

    /// <summary>Everything.</summary>
    Admin,
}
