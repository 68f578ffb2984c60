using TokenLedger.Accounting.Money;

namespace TokenLedger.Reporting.Projections;

/// <summary>How far an attempt of a call has come.</summary>
internal enum CallStatus
{
    /// <summary>Authorised, not resolved yet.</summary>
    Open = 0,

    /// <summary>Settled, or taken over with its cost.</summary>
    Settled = 1,

    /// <summary>Ended without cost.</summary>
    Voided = 2,

    /// <summary>Not allowed.</summary>
    Rejected = 3,

    /// <summary>An amount that belongs to no known call (a tool call).</summary>
    Other = 4,

    /// <summary>Adjustments that correct no known entry: an amount for a scope, and no call at all.</summary>
    Adjustment = 5,

    /// <summary>An adjustment of a call; in the columns only, where it is a row of its own.</summary>
    Correction = 6,
}

/// <summary>One attempt of a call as folded so far: a row of <c>calls</c>.</summary>
internal sealed class CallRow(long row, Guid call)
{
    /// <summary>The sequence of the entry that opened it.</summary>
    public long Row { get; } = row;
    public Guid Call { get; } = call;
    public int Attempt { get; set; }
    public CallStatus Status { get; set; }
    public long OccurredAt { get; set; }

    /// <summary>When the ledger took the entry that ended it, or the one that opened it while it is open.</summary>
    public long BookedAt { get; set; }
    public long?[] Names { get; } = new long?[Dimensions.Count];
    public long? HttpStatus { get; set; }
    public long? LatencyMs { get; set; }
    public long? FirstByteMs { get; set; }
    public Usd? Hold { get; set; }
    public TokenCounts Tokens { get; private set; }
    public Usd Known { get; private set; }
    public Usd Estimated { get; private set; }
    public bool Unpriced { get; set; }

    /// <summary>See <see cref="Columns.Field.Prompt"/>.</summary>
    public long? Prompt { get; set; }
    public long? ContextTokens { get; set; }
    public long? ContextWindow { get; set; }
    public long? ToolsOffered { get; set; }
    public long? ToolsCalled { get; set; }
    public bool Streamed { get; set; }

    /// <summary>The tags written for it; null when only the table has them all.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? Tags { get; set; }

    /// <summary>Adds usage and money, or nothing at all when a sum does not fit the table.</summary>
    /// <exception cref="OverflowException">A sum does not fit.</exception>
    public void Add(TokenCounts tokens, Usd known, Usd estimated)
    {
        TokenCounts sum = Tokens + tokens;
        Usd newKnown = Known + known;
        Usd newEstimated = Estimated + estimated;
        _ = SplitAmount.Of(newKnown);
        _ = SplitAmount.Of(newEstimated);
        (Tokens, Known, Estimated) = (sum, newKnown, newEstimated);
    }
}
