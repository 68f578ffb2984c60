using TokenLedger.Accounting.Money;

namespace TokenLedger.Reporting.Queries.Coverage;

/// <summary>The answer to a <see cref="CoverageQuery"/>.</summary>
public sealed record CoverageReport
{
    /// <summary>The question.</summary>
    public required CoverageQuery Query { get; init; }

    /// <summary>Calls that ended, with cost or without.</summary>
    public required long Calls { get; init; }

    /// <summary>What they cost as far as priced.</summary>
    public required Usd Known { get; init; }

    /// <summary>Every gap, also those that are closed: unpriced, estimated, counted, then what calls are expected to say.</summary>
    public required IReadOnlyList<CoverageGap> Gaps { get; init; }

    /// <summary>The same of the time compared with, of its gaps only the sums; null when nothing is compared.</summary>
    public CoverageReport? Before { get; init; }

    /// <summary>Ledger entries folded into this answer.</summary>
    public required long AsOfEntry { get; init; }
}

/// <summary>Something that is not known of some calls.</summary>
public sealed record CoverageGap
{
    /// <summary>"unpriced", "estimated", "counted", or "no_" and what calls do not say ("no_feature").</summary>
    public required string Name { get; init; }

    /// <summary>Calls it is about.</summary>
    public required long Calls { get; init; }

    /// <summary>The share of all calls, 0 to 1.</summary>
    public required decimal ShareOfCalls { get; init; }

    /// <summary>
    /// The priced cost it is about: that which rests on estimates or counts, or that of the calls which do not say a part;
    /// nothing for what has no price.
    /// </summary>
    public required Usd Cost { get; init; }

    /// <summary>The share of the priced cost, 0 to 1.</summary>
    public required decimal ShareOfCost { get; init; }

    /// <summary>What its groups are grouped by.</summary>
    public required IReadOnlyList<Grouping> By { get; init; }

    /// <summary>The worst groups first: of what is unpriced those of the most calls, otherwise the dearest.</summary>
    public required IReadOnlyList<CoverageGroup> Groups { get; init; }

    /// <summary>Further groups.</summary>
    public required int GroupsLeftOut { get; init; }

    /// <summary>What to do about it.</summary>
    public required string Advice { get; init; }
}

/// <summary>A group of calls of which something is not known.</summary>
/// <param name="Keys">Its values, one for each of <see cref="CoverageGap.By"/>; null where calls had none.</param>
/// <param name="Calls">Calls.</param>
/// <param name="Cost">Cost.</param>
public sealed record CoverageGroup(IReadOnlyList<string?> Keys, long Calls, Usd Cost);
