namespace TokenLedger.Reporting.Exports;

/// <summary>What an export is a statement about, so that it can be checked against the ledger years later.</summary>
/// <param name="LedgerSize">Entries in the ledger when it was made.</param>
/// <param name="Checkpoint">The newest signed checkpoint then.</param>
public sealed record LedgerStamp(long LedgerSize, CheckpointStamp? Checkpoint);

/// <summary>A checkpoint, by what it commits to.</summary>
/// <param name="Origin">The log's name.</param>
/// <param name="Size">Entries under it.</param>
/// <param name="Root">Merkle root of them, lower-case hexadecimal.</param>
public sealed record CheckpointStamp(string Origin, long Size, string Root);
