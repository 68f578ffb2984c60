using TokenLedger.Reporting.Currencies;

namespace TokenLedger.Reporting.Queries;

/// <summary>A question about costs. The command line, the API and the exports ask with this record alone.</summary>
public sealed record CostQuery : GroupedSlice
{
    /// <summary>A currency that costs are shown in beside dollars; null for none.</summary>
    public Currency? Currency { get; init; }
}
