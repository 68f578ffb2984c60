namespace TokenLedger.Reporting.Queries.Sessions;

/// <summary>What comes first in a list of sessions.</summary>
public enum SessionOrder
{
    /// <summary>The dearest.</summary>
    Cost,

    /// <summary>The one whose last call began last.</summary>
    Recent,

    /// <summary>The one with the most calls.</summary>
    Calls,
}

/// <summary>A question about sessions: which there were, and what each came to.</summary>
public sealed record SessionsQuery : Slice
{
    /// <summary>Sessions answered when nothing else is said.</summary>
    public const int DefaultLimit = 50;

    /// <summary>Most sessions answered.</summary>
    public const int MostLimit = 1000;

    /// <summary>What comes first.</summary>
    public SessionOrder Order { get; init; } = SessionOrder.Cost;

    /// <summary>Most sessions, 1 to <see cref="MostLimit"/>.</summary>
    public int Limit { get; init; } = DefaultLimit;
}

/// <summary>The answer to a <see cref="SessionsQuery"/>.</summary>
public sealed record SessionsReport
{
    /// <summary>The question.</summary>
    public required SessionsQuery Query { get; init; }

    /// <summary>The sessions, at most the limit.</summary>
    public required IReadOnlyList<SessionSummary> Rows { get; init; }

    /// <summary>How many sessions there are, also of those left out by the limit.</summary>
    public required long Sessions { get; init; }

    /// <summary>The sum of all sessions, also of those left out.</summary>
    public required SessionFigures Total { get; init; }

    /// <summary>What the calls come to that name no session; they are in no row and not in the total.</summary>
    public required SessionFigures WithoutSession { get; init; }

    /// <summary>The same about the time that the question compares with; null when it compares with none.</summary>
    public SessionsReport? Before { get; init; }

    /// <summary>Ledger entries folded into this answer.</summary>
    public required long AsOfEntry { get; init; }
}

/// <summary>One session of a list. Two tenants may have sessions of one id: they are two.</summary>
public sealed record SessionSummary
{
    /// <summary>Agents named in a row; the others are counted.</summary>
    public const int MostAgents = 20;

    /// <summary>Its tenant; null when its calls name none.</summary>
    public required string? Tenant { get; init; }

    /// <summary>Its id.</summary>
    public required string Session { get; init; }

    /// <summary>The agents that called, in the order of their first call, at most <see cref="MostAgents"/>.</summary>
    public required IReadOnlyList<string> Agents { get; init; }

    /// <summary>How many agents called.</summary>
    public required int AgentCount { get; init; }

    /// <summary>What it comes to.</summary>
    public required SessionFigures Figures { get; init; }

    /// <summary>
    /// When its last answer ended, UTC: the latest of all calls' beginning plus latency, where the latency is known. Null
    /// when no call of it has ended.
    /// </summary>
    public required DateTimeOffset? EndedAt { get; init; }

    /// <summary>From the beginning of the first call to <see cref="EndedAt"/>.</summary>
    public TimeSpan Duration => EndedAt - Figures.FirstAt ?? TimeSpan.Zero;
}
