using TokenLedger.Gateway.Hosting;

namespace TokenLedger.Gateway.Identity.Principals;

/// <summary>A token of the management API. No record, so that nothing prints it by accident.</summary>
/// <param name="name">Who holds it, as the record of changes names him.</param>
/// <param name="secret">The token.</param>
/// <param name="role">What its holder may do.</param>
/// <param name="tenant">The only tenant its holder sees; null for all.</param>
public sealed class AdminToken(string name, string secret, Role role, string? tenant)
{
    /// <summary>Who holds it.</summary>
    public Principal Holder { get; } = new($"token:{name}", role, tenant);

    /// <summary>SHA-256 of the token: tokens are compared by it, in constant time.</summary>
    internal byte[] Hash { get; } = TokenHash.Of(secret);

    /// <summary>Says whose it is, never what it is.</summary>
    public override string ToString() => Holder.Name;
}
