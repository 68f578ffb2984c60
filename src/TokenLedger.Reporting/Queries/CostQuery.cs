namespace TokenLedger.Reporting.Queries;

/// <summary>A question about costs. The command line, the API, the pages and the exports ask with this record alone.</summary>
public sealed record CostQuery : GroupedSlice;
