using System.IO.Enumeration;

namespace TokenLedger.Gateway.Identity.Tenants;

/// <summary>Says whose a provider's key is.</summary>
/// <param name="Pattern">A pattern of whole keys: * for any characters, ? for one; case counts.</param>
/// <param name="Tenant">The tenant they belong to.</param>
public sealed record KeyMapping(string Pattern, string Tenant)
{
    /// <summary>What such a key proves.</summary>
    internal BoundAttribution Bound { get; } = new() { Tenant = Tenant };

    /// <summary>Whether a key is meant.</summary>
    internal bool Matches(ReadOnlySpan<char> credential) =>
        FileSystemName.MatchesSimpleExpression(Pattern, credential, ignoreCase: false);
}
