namespace TokenLedger.Ledger.Embedded;

/// <summary>Where an embedded ledger lives and what it is called.</summary>
public sealed record EmbeddedLedgerOptions
{
    /// <summary>The ledger's folder; created when there is none.</summary>
    public required string Folder { get; init; }

    /// <summary>
    /// The name of a new log in checkpoints and proofs, without spaces and '+'. Null makes one up
    /// ("tokenledger.local/" and random hex digits). An existing ledger keeps the name it was created with.
    /// </summary>
    public string? Origin { get; init; }
}
