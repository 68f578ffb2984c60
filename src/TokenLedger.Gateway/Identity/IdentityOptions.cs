using TokenLedger.Gateway.Identity.Blocks;
using TokenLedger.Gateway.Identity.Principals;
using TokenLedger.Gateway.Identity.Tenants;

namespace TokenLedger.Gateway.Identity;

/// <summary>What configuration says of callers and administrators.</summary>
public sealed record IdentityOptions
{
    /// <summary>Refuse callers without a virtual key. Default false: providers' keys pass through.</summary>
    public bool RequireKey { get; init; }

    /// <summary>Whose providers' keys are, the first that matches decides.</summary>
    public IReadOnlyList<KeyMapping> KeyMappings { get; init; } = [];

    /// <summary>Blocked callers.</summary>
    public IReadOnlyList<BlockDocument> Blocks { get; init; } = [];

    /// <summary>Tokens of the management API besides the admin token.</summary>
    public IReadOnlyList<AdminToken> AdminTokens { get; init; } = [];

    /// <summary>Who may sign tokens for the management API; null for none.</summary>
    public OidcOptions? Oidc { get; init; }

    /// <summary>Whether anything but callers on this machine can use the management API.</summary>
    public bool AdmitsRemote => AdminTokens.Count > 0 || Oidc is not null;
}
