using TokenLedger.Reporting.Queries.Grouped;

namespace TokenLedger.Reporting.Queries.Efficiency;

/// <summary>The answer to an <see cref="EfficiencyQuery"/>: the dearest first.</summary>
public sealed record EfficiencyReport : GroupedReport<EfficiencyFigures>
{
    /// <summary>The question.</summary>
    public required EfficiencyQuery Query { get; init; }
}
