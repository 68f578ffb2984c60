using TokenLedger.Accounting.Anomalies;

namespace TokenLedger.Reporting.Queries.Foresight;

/// <summary>The answer to an <see cref="AnomalyQuery"/>.</summary>
public sealed record AnomalyReport
{
    /// <summary>The question.</summary>
    public required AnomalyQuery Query { get; init; }

    /// <summary>When the first period that was asked for begins, UTC.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>When the last one ends, UTC.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>How many periods were asked for.</summary>
    public required int Periods { get; init; }

    /// <summary>For each measure of the whole slice: how many of the periods could be judged.</summary>
    public required IReadOnlyList<KeyValuePair<AnomalyMeasure, int>> Judged { get; init; }

    /// <summary>What stands out, the newest first, of one period that which is furthest out first.</summary>
    public required IReadOnlyList<FoundAnomaly> Anomalies { get; init; }

    /// <summary>What the cost of the periods asked for rests on.</summary>
    public required CostBasis Basis { get; init; }

    /// <summary>Anomalies left out by the limit.</summary>
    public required int LeftOut { get; init; }

    /// <summary>How many values <see cref="AnomalyQuery.Each"/> has; 0 without it.</summary>
    public required int Slices { get; init; }

    /// <summary>Values of <see cref="AnomalyQuery.Each"/> that were not judged by themselves: too many.</summary>
    public required int SlicesLeftOut { get; init; }

    /// <summary>Ledger entries folded into it.</summary>
    public required long AsOfEntry { get; init; }
}

/// <summary>A period of a slice that is not as usual.</summary>
public sealed record FoundAnomaly
{
    /// <summary>What stands out.</summary>
    public required AnomalyMeasure Measure { get; init; }

    /// <summary>Whether it is the whole slice, not one value of <see cref="AnomalyQuery.Each"/>.</summary>
    public required bool IsWhole { get; init; }

    /// <summary>The value of <see cref="AnomalyQuery.Each"/>; null where calls had none, and for the whole.</summary>
    public string? Key { get; init; }

    /// <summary>When the period begins, UTC.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>When it ends, UTC.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>When the first of the periods in a row begins that stand out like it, UTC.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>The figures, in the measure's unit.</summary>
    public required Anomaly Figures { get; init; }

    /// <summary>
    /// Who made the difference, the largest first. Amounts are in the measure's unit, for an error rate in calls that failed,
    /// for latency in milliseconds of waiting.
    /// </summary>
    public IReadOnlyList<Contributor> Contributors { get; init; } = [];
}
