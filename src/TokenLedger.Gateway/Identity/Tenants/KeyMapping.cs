using TokenLedger.Gateway.Attribution;

namespace TokenLedger.Gateway.Identity.Tenants;

/// <summary>Says whose a provider's key is.</summary>
/// <param name="Pattern">A pattern of whole keys, see <see cref="KeyGlob"/>; one that cannot be read fits none.</param>
/// <param name="Tenant">The tenant they belong to.</param>
public sealed record KeyMapping(string Pattern, string Tenant)
{
    private readonly KeyGlob? _glob = KeyGlob.Parse(Pattern).Glob;

    /// <summary>What such a key proves.</summary>
    internal BoundAttribution Bound { get; } = new() { Tenant = Tenant };

    /// <summary>Whether a key is meant.</summary>
    internal bool Matches(ReadOnlySpan<char> credential) => _glob?.Matches(credential) == true;
}
