using TokenLedger.Reporting.Queries.Grouped;

namespace TokenLedger.Reporting.Queries.Latency;

/// <summary>The answer to a <see cref="LatencyQuery"/>: those with the most calls first.</summary>
public sealed record LatencyReport : GroupedReport<LatencyFigures>
{
    /// <summary>The question.</summary>
    public required LatencyQuery Query { get; init; }
}

/// <summary>How long the calls of a group took, from the arrival of the request.</summary>
/// <param name="Calls">Calls that ended, with cost or without.</param>
/// <param name="Failed">Those of them that failed; they are in the timings too.</param>
/// <param name="Answer">To the end of the answer.</param>
/// <param name="FirstByte">To its first byte.</param>
public sealed record LatencyFigures(long Calls, long Failed, Timing Answer, Timing FirstByte);
