using TokenLedger.Accounting.Money;

namespace TokenLedger.Reporting.Queries.Calls;

/// <summary>What comes first in a list of calls.</summary>
public enum CallOrder
{
    /// <summary>The one that began last.</summary>
    Recent,

    /// <summary>The dearest, as corrected.</summary>
    Cost,
}

/// <summary>A question about single calls: which there were, open ones and refused ones too.</summary>
public sealed record CallsQuery : Slice
{
    /// <summary>Calls answered when nothing else is said.</summary>
    public const int DefaultLimit = 50;

    /// <summary>What comes first.</summary>
    public CallOrder Order { get; init; }

    /// <summary>Most calls.</summary>
    public int Limit { get; init; } = DefaultLimit;

    /// <summary>Calls skipped from the first on.</summary>
    public int Skip { get; init; }
}

/// <summary>The answer to a <see cref="CallsQuery"/>.</summary>
/// <param name="Query">The question.</param>
/// <param name="Rows">The calls, at most the limit. Amounts are as corrected.</param>
/// <param name="HasMore">Whether there are more behind them.</param>
/// <param name="AsOfEntry">Ledger entries folded into this answer.</param>
public sealed record CallsReport(CallsQuery Query, IReadOnlyList<CallSummary> Rows, bool HasMore, long AsOfEntry);

/// <summary>One call of a list (one attempt of it).</summary>
public sealed record CallSummary
{
    /// <summary>Call id.</summary>
    public required Guid Call { get; init; }

    /// <summary>When the request began, UTC.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>"open", "settled", "voided", "rejected" or "other".</summary>
    public required string Status { get; init; }

    /// <summary>The provider.</summary>
    public string? Provider { get; init; }

    /// <summary>The model that answered, or was asked for.</summary>
    public string? Model { get; init; }

    /// <summary>The tenant.</summary>
    public string? Tenant { get; init; }

    /// <summary>The session.</summary>
    public string? Session { get; init; }

    /// <summary>The agent.</summary>
    public string? Agent { get; init; }

    /// <summary>How it ended.</summary>
    public string? Outcome { get; init; }

    /// <summary>What it costs as far as priced, as corrected.</summary>
    public required Usd Known { get; init; }

    /// <summary>The part of it that rests on estimates.</summary>
    public required Usd Estimated { get; init; }

    /// <summary>Whether some part has no price.</summary>
    public required bool Unpriced { get; init; }

    /// <summary>What is held for it while it is open, as far as priced.</summary>
    public Usd? Hold { get; init; }

    /// <summary>Tokens of all kinds.</summary>
    public required long Tokens { get; init; }

    /// <summary>Milliseconds to the end of the answer.</summary>
    public long? LatencyMs { get; init; }
}
