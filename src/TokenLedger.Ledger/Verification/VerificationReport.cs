namespace TokenLedger.Ledger.Verification;

/// <summary>What a verification saw.</summary>
public sealed record VerificationReport
{
    /// <summary>The log's name.</summary>
    public required string Origin { get; init; }

    /// <summary>Entries verified, and the root over them as computed from their bytes.</summary>
    public required LedgerHead Head { get; init; }

    /// <summary>The stored checkpoint; null when it is missing or not signed by the ledger's key.</summary>
    public SignedCheckpoint? Checkpoint { get; init; }

    /// <summary>Segment files read.</summary>
    public required int Segments { get; init; }

    /// <summary>Authorizations without a settlement or void: calls in flight, or left by a process that died.</summary>
    public required int OpenHolds { get; init; }

    /// <summary>Bytes of an unfinished last commit. Nothing in it was acknowledged; the next start cuts it off.</summary>
    public required long UnfinishedBytes { get; init; }

    /// <summary>Whether a process wrote to the ledger meanwhile.</summary>
    public required bool HasWriter { get; init; }

    /// <summary>What is wrong, in the order of the log; at most <see cref="LedgerVerifier.MostFindings"/>.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>Whether nothing is wrong.</summary>
    public bool IsIntact => Findings.Count == 0;
}

/// <summary>How far a verification is.</summary>
/// <param name="Done">Bytes of segments verified.</param>
/// <param name="Total">Bytes of all segments.</param>
/// <param name="Entries">Entries verified.</param>
public readonly record struct VerificationProgress(long Done, long Total, long Entries);
