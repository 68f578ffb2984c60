namespace TokenLedger.Reporting.Queries.Grouped;

/// <summary>The answer to a question that has figures for each group, which can be compared with those of a time before.</summary>
/// <typeparam name="TFigures">The figures of a group.</typeparam>
public abstract record GroupedReport<TFigures>
    where TFigures : class
{
    /// <summary>The groups, in the order of the report, at most the limit.</summary>
    public required IReadOnlyList<GroupRow<TFigures>> Rows { get; init; }

    /// <summary>All calls, also those of the groups left out: what is no sum, such as a percentile, is that of all.</summary>
    public required TFigures Total { get; init; }

    /// <summary>All calls of the time compared with; null when nothing is compared.</summary>
    public TFigures? TotalBefore { get; init; }

    /// <summary>Groups left out by the limit.</summary>
    public required int RowsLeftOut { get; init; }

    /// <summary>Ledger entries folded into this answer.</summary>
    public required long AsOfEntry { get; init; }
}

/// <summary>One group.</summary>
/// <param name="Keys">Its values, one for each of <see cref="GroupedSlice.Columns"/>; null where calls had none.</param>
/// <param name="Figures">Its figures.</param>
public sealed record GroupRow<TFigures>(IReadOnlyList<string?> Keys, TFigures Figures)
    where TFigures : class
{
    /// <summary>What they were in the time compared with; null when nothing is compared, or no call was of the group then.</summary>
    public TFigures? Before { get; init; }
}
