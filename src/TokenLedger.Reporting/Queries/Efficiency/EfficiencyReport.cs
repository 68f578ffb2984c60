namespace TokenLedger.Reporting.Queries.Efficiency;

/// <summary>The answer to an <see cref="EfficiencyQuery"/>.</summary>
public sealed record EfficiencyReport
{
    /// <summary>The question.</summary>
    public required EfficiencyQuery Query { get; init; }

    /// <summary>The groups, the dearest first, at most the limit.</summary>
    public required IReadOnlyList<EfficiencyRow> Rows { get; init; }

    /// <summary>All calls, also those of the groups left out.</summary>
    public required EfficiencyFigures Total { get; init; }

    /// <summary>All calls of the time compared with; null when nothing is compared.</summary>
    public EfficiencyFigures? TotalBefore { get; init; }

    /// <summary>Groups left out by the limit.</summary>
    public required int RowsLeftOut { get; init; }

    /// <summary>Ledger entries folded into this answer.</summary>
    public required long AsOfEntry { get; init; }
}

/// <summary>One group.</summary>
/// <param name="Keys">Its values, one for each of <see cref="GroupedSlice.Columns"/>; null where calls had none.</param>
/// <param name="Figures">Its figures.</param>
public sealed record EfficiencyRow(IReadOnlyList<string?> Keys, EfficiencyFigures Figures)
{
    /// <summary>What they were in the time compared with; null when nothing is compared, or no call was of the group then.</summary>
    public EfficiencyFigures? Before { get; init; }
}
