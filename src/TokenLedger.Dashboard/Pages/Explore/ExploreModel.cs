using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Efficiency;
using TokenLedger.Reporting.Queries.Latency;
using TokenLedger.Reporting.Queries.Series;

namespace TokenLedger.Dashboard.Pages.Explore;

/// <summary>What the page shows.</summary>
public sealed record ExploreModel
{
    /// <summary>What was asked.</summary>
    public required ExploreWords Words { get; init; }

    /// <summary>The groups.</summary>
    public required CostReport Costs { get; init; }

    /// <summary>The same groups in the time before; null when nothing is compared.</summary>
    public CostReport? Before { get; init; }

    /// <summary>Period by period; null when the window has no beginning.</summary>
    public SeriesReport? Series { get; init; }

    /// <summary>Period by period in the time before; null when nothing is compared.</summary>
    public SeriesReport? SeriesBefore { get; init; }

    /// <summary>How long a bar is.</summary>
    public required SeriesStep Step { get; init; }

    /// <summary>The cost of each hour of the window; null unless it is shown.</summary>
    public SeriesReport? Hours { get; init; }

    /// <summary>How long calls took, by the first grouping; null unless it is shown.</summary>
    public LatencyReport? Latency { get; init; }

    /// <summary>What was got for the tokens, by the first grouping; null unless it is shown.</summary>
    public EfficiencyReport? Efficiency { get; init; }

    /// <summary>The clock.</summary>
    public required DateTimeOffset Now { get; init; }
}
