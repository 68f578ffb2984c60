using System.Diagnostics.CodeAnalysis;

namespace TokenLedger.Ledger.Embedded;

/// <summary>What became of opening a ledger: a ledger and what was recovered, or one sentence that says why not.</summary>
public sealed record OpenResult
{
    /// <summary>The open ledger; null when it could not be opened.</summary>
    public EmbeddedLedger? Ledger { get; init; }

    /// <summary>What is wrong and what to do, in one or two sentences; null when the ledger is open.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether the ledger is open.</summary>
    [MemberNotNullWhen(true, nameof(Ledger))]
    [MemberNotNullWhen(false, nameof(Problem))]
    public bool IsOpen => Ledger is not null;

    /// <summary>Bytes of a torn last commit that were cut off. Nothing in them was ever acknowledged.</summary>
    public long TornBytes { get; init; }

    /// <summary>Entries read again to rebuild the state.</summary>
    public long ReplayedEntries { get; init; }

    /// <summary>Authorizations of a dead process that were settled as estimated.</summary>
    public int RecoveredHolds { get; init; }

    internal static OpenResult Failed(string problem) => new() { Problem = problem };
}
