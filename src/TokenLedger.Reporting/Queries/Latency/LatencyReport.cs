namespace TokenLedger.Reporting.Queries.Latency;

/// <summary>The answer to a <see cref="LatencyQuery"/>.</summary>
public sealed record LatencyReport
{
    /// <summary>The question.</summary>
    public required LatencyQuery Query { get; init; }

    /// <summary>The groups, those with the most calls first, at most the limit.</summary>
    public required IReadOnlyList<LatencyRow> Rows { get; init; }

    /// <summary>All calls, also those of the groups left out: its percentiles are those of all, no mean of percentiles.</summary>
    public required LatencyFigures Total { get; init; }

    /// <summary>All calls of the time compared with; null when nothing is compared.</summary>
    public LatencyFigures? TotalBefore { get; init; }

    /// <summary>Groups left out by the limit.</summary>
    public required int RowsLeftOut { get; init; }

    /// <summary>Ledger entries folded into this answer.</summary>
    public required long AsOfEntry { get; init; }
}

/// <summary>One group.</summary>
/// <param name="Keys">Its values, one for each of <see cref="GroupedSlice.Columns"/>; null where calls had none.</param>
/// <param name="Figures">Its figures.</param>
public sealed record LatencyRow(IReadOnlyList<string?> Keys, LatencyFigures Figures)
{
    /// <summary>What they were in the time compared with; null when nothing is compared, or no call was of the group then.</summary>
    public LatencyFigures? Before { get; init; }
}

/// <summary>How long the calls of a group took, from the arrival of the request.</summary>
/// <param name="Calls">Calls that ended, with cost or without.</param>
/// <param name="Failed">Those of them that failed; they are in the timings too.</param>
/// <param name="Answer">To the end of the answer.</param>
/// <param name="FirstByte">To its first byte.</param>
public sealed record LatencyFigures(long Calls, long Failed, Timing Answer, Timing FirstByte);
