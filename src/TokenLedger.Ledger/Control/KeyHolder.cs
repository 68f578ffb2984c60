using TokenLedger.Ledger.Entries;

namespace TokenLedger.Ledger.Control;

/// <summary>
/// Marks a route that holders of virtual keys may use too, for what is their key's. What the key proves travels as a
/// <see cref="KeyHolder"/>; the route keeps to it.
/// </summary>
public sealed class KeyHolders
{
    /// <summary>The mark.</summary>
    public static KeyHolders Instance { get; } = new();

    private KeyHolders() { }
}

/// <summary>Who shows a virtual key on a route that is marked with <see cref="KeyHolders"/>.</summary>
/// <param name="Join">
/// Joins what he says with what the key proves: its tenant, owner, and fixed parts. One sentence when he may not say it.
/// </param>
public sealed record KeyHolder(Func<Attribution, (Attribution Who, string? Problem)> Join);
