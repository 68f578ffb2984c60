namespace TokenLedger.Reporting.Queries.Calls;

/// <summary>A question about the calls that cost most.</summary>
public sealed record ExpensiveQuery : Slice
{
    /// <summary>Calls answered when nothing else is said.</summary>
    public const int DefaultLimit = 10;

    /// <summary>Most calls answered.</summary>
    public const int MostLimit = 1000;

    /// <summary>Most calls, 1 to <see cref="MostLimit"/>.</summary>
    public int Limit { get; init; } = DefaultLimit;
}

/// <summary>The answer to an <see cref="ExpensiveQuery"/>.</summary>
public sealed record ExpensiveReport
{
    /// <summary>The question.</summary>
    public required ExpensiveQuery Query { get; init; }

    /// <summary>The calls, the dearest first; of those as dear the one that began first. What cost nothing is not among them.</summary>
    public required IReadOnlyList<LedgerCall> Calls { get; init; }

    /// <summary>Calls left out by the limit that cost exactly as much as the last one shown.</summary>
    public required long TiesLeftOut { get; init; }

    /// <summary>The dearest calls of the time compared with; null when nothing is compared.</summary>
    public ExpensiveReport? Before { get; init; }

    /// <summary>Ledger entries folded into this answer.</summary>
    public required long AsOfEntry { get; init; }
}
