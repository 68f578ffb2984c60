using TokenLedger.Accounting.Budgets;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Calls;
using TokenLedger.Reporting.Queries.Series;
using TokenLedger.Reporting.Warming;

namespace TokenLedger.Dashboard.Pages.Now;

/// <summary>What the page shows.</summary>
public sealed record NowModel
{
    /// <summary>Costs since midnight, UTC.</summary>
    public required CostReport Today { get; init; }

    /// <summary>Costs of yesterday up to the same time of the day.</summary>
    public required CostFigures Yesterday { get; init; }

    /// <summary>The last hour, minute by minute.</summary>
    public required SeriesReport Minutes { get; init; }

    /// <summary>The last 24 hours by model, hour by hour.</summary>
    public required SeriesReport Day { get; init; }

    /// <summary>Sessions with a call within <see cref="NowReader.Active"/>.</summary>
    public required long ActiveSessions { get; init; }

    /// <summary>The newest calls.</summary>
    public required IReadOnlyList<CallSummary> Calls { get; init; }

    /// <summary>The fullest budgets; none for those who see one tenant only.</summary>
    public required IReadOnlyList<BudgetBalance> Budgets { get; init; }

    /// <summary>How the ledger is.</summary>
    public required LedgerHealth Health { get; init; }
}

/// <summary>How the ledger and what follows it are.</summary>
/// <param name="Entries">Entries that are durable.</param>
/// <param name="Folded">Entries in the figures.</param>
/// <param name="Signed">Entries that the newest checkpoint signs.</param>
/// <param name="SignedAge">How old the newest of those is; null when there is none.</param>
/// <param name="Failure">Why the ledger cannot write; null while it can.</param>
/// <param name="Problem">Why the figures do not advance; null while they do.</param>
public sealed record LedgerHealth(
    long Entries,
    long Folded,
    long Signed,
    TimeSpan? SignedAge,
    string? Failure,
    string? Problem
)
{
    /// <summary>How far the usual reports are prepared.</summary>
    public WarmState Warm { get; init; } = WarmState.Cold;

    /// <summary>Entries that are durable and not in the figures yet.</summary>
    public long Lag => Math.Max(0, Entries - Folded);

    /// <summary>Entries that no checkpoint signs yet.</summary>
    public long Unsigned => Math.Max(0, Entries - Signed);
}
