using TokenLedger.Gateway.Hosting;
using TokenLedger.Gateway.Identity.Blocks;
using TokenLedger.Gateway.Identity.Keys;
using TokenLedger.Gateway.Identity.Principals;
using TokenLedger.Gateway.Identity.Tenants;

namespace TokenLedger.Gateway.Identity;

/// <summary>What knows callers, put together once for the pipeline, its first gate and the administration routes.</summary>
internal sealed class IdentityParts
{
    /// <summary>Puts it together from the configuration and what was decided at run time.</summary>
    public IdentityParts(GatewayParts parts)
    {
        IdentityOptions options = parts.Options.Identity;
        Keys = new(parts.Control, parts.Key, parts.Time);
        AccessTokens = new(parts.Control, parts.Key, parts.Time);
        Tenants = new(parts.Control, options.KeyMappings);
        Blocks = new(parts.Control, parts.Key, options.Blocks);
        Callers = new(options, Keys, Tenants, Blocks);
        Gate = new(Tenants, Blocks);
        HeldKeys = new(Keys, Tenants, Blocks);
        Known = new(parts.Control, Keys, Tenants, parts.Time);
    }

    /// <summary>The virtual keys.</summary>
    public VirtualKeys Keys { get; }

    /// <summary>The tokens of the management API that were issued at run time.</summary>
    public AccessTokens AccessTokens { get; }

    /// <summary>The tenants.</summary>
    public TenantBook Tenants { get; }

    /// <summary>The blocked.</summary>
    public BlockList Blocks { get; }

    /// <summary>Finds out who calls.</summary>
    public Callers Callers { get; }

    /// <summary>Recognises virtual keys on routes of the gateway's own.</summary>
    public HeldKeys HeldKeys { get; }

    /// <summary>Judges calls by who makes them.</summary>
    public IdentityGate Gate { get; }

    /// <summary>Shows keys and tenants.</summary>
    public KnownCallers Known { get; }
}
