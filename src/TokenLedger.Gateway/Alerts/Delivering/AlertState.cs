namespace TokenLedger.Gateway.Alerts.Delivering;

/// <summary>What survives a restart.</summary>
/// <param name="Position">How far the ledger has been read.</param>
/// <param name="Raised">Alerts and their deliveries, the oldest first.</param>
/// <param name="CoolDowns">Keys of which none is sent for now.</param>
internal sealed record AlertState(
    AlertPosition Position,
    IReadOnlyList<RaisedAlert> Raised,
    IReadOnlyList<CoolDown> CoolDowns
);

/// <summary>A place in the ledger.</summary>
/// <param name="Next">The sequence to read next.</param>
/// <param name="Before">SHA-256 of the entry before it, in hex; empty when there is none.</param>
internal sealed record AlertPosition(long Next, string Before);
