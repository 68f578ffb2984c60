using TokenLedger.Accounting.Comparing;
using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries.Outcomes;

namespace TokenLedger.Reporting.Queries.Comparing;

/// <summary>The answer to a <see cref="CompareQuery"/>.</summary>
/// <param name="Query">The question.</param>
/// <param name="Variants">Those of the most calls first. The first one is what the others are compared with.</param>
/// <param name="LeftOut">Variants left out by the limit.</param>
/// <param name="AsOfEntry">Ledger entries folded into it.</param>
public sealed record CompareReport(CompareQuery Query, IReadOnlyList<Variant> Variants, int LeftOut, long AsOfEntry);

/// <summary>What the calls of one variant did.</summary>
public sealed record Variant
{
    /// <summary>The grouping's value; null where calls had none.</summary>
    public string? Key { get; init; }

    /// <summary>Calls that ended.</summary>
    public required long Calls { get; init; }

    /// <summary>Those of them that were settled: cost and tokens per call are theirs.</summary>
    public required long Settled { get; init; }

    /// <summary>Those of the calls that failed.</summary>
    public required long Failed { get; init; }

    /// <summary>Settled calls of which some part has no price: they make a call look cheaper than it is.</summary>
    public required long Unpriced { get; init; }

    /// <summary>The cost as far as priced, corrections included unless asked as booked; exact.</summary>
    public required Usd Cost { get; init; }

    /// <summary>Tokens; exact.</summary>
    public required TokenCounts Tokens { get; init; }

    /// <summary>Mean cost of a settled call, in dollars, and how sure it is; null without one.</summary>
    public MeanEstimate? CostPerCall { get; init; }

    /// <summary>
    /// Whether the mean cost differs from that of the first variant by more than chance makes in one case of twenty; null when
    /// there are too few calls of either to say.
    /// </summary>
    public bool? CostDiffers { get; init; }

    /// <summary>The share of calls that failed, and how sure it is; null without calls.</summary>
    public ShareEstimate? ErrorRate { get; init; }

    /// <summary>Milliseconds within which 50, 95 and 99 of a hundred calls were answered, exact; null where none is known.</summary>
    public LatencyPercentiles? Latency { get; init; }

    /// <summary>What the sessions came to in which it served.</summary>
    public VariantOutcomes Outcomes { get; init; } = VariantOutcomes.None;
}

/// <summary>
/// Business outcomes of the sessions in which a variant served: those in which one of its calls was settled in the window.
/// A session in which several variants served counts with each of them, with all its outcomes.
/// </summary>
/// <param name="Figures">Outcomes, and what the variant's own calls of their sessions cost in the window.</param>
/// <param name="Shared">Outcomes of sessions in which another variant served too.</param>
public sealed record VariantOutcomes(OutcomeFigures Figures, long Shared)
{
    /// <summary>No outcome.</summary>
    public static VariantOutcomes None { get; } = new(OutcomeFigures.None, 0);

    /// <summary>The share of outcomes that succeeded, and how sure it is; null without outcomes.</summary>
    public ShareEstimate? SuccessRate => Figures.Outcomes == 0 ? null : new(Figures.Outcomes, Figures.Successes);
}

/// <summary>Exact percentiles by nearest rank, in milliseconds.</summary>
/// <param name="Known">Calls whose latency is known.</param>
/// <param name="Median">Of a hundred calls 50 were answered within.</param>
/// <param name="P95">Of a hundred calls 95 were answered within.</param>
/// <param name="P99">Of a hundred calls 99 were answered within.</param>
public sealed record LatencyPercentiles(long Known, long Median, long P95, long P99);
