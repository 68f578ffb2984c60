using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries.Costs;
using TokenLedger.Reporting.Queries.Grouped;

namespace TokenLedger.Reporting.Queries.Series;

/// <summary>Finds the groups that have a series of their own.</summary>
internal static class SeriesRanking
{
    public static TopGroups Top(SliceScan scan, SeriesQuery query) =>
        TopGroups.Of(
            scan,
            query,
            CostMeasures.Of(query.AsBooked),
            query.Rank switch
            {
                SeriesRank.Calls => static sums => Of(sums, CostMeasures.Read(sums).Calls),
                SeriesRank.Tokens => static sums => Of(sums, CostMeasures.Read(sums).Tokens.Total),
                SeriesRank.Failed => static sums => Of(sums, CostMeasures.Read(sums).Failed),
                _ => static sums => (CostMeasures.Known(sums).Pico, CostMeasures.Read(sums).Calls),
            }
        );

    private static (Int128, Int128) Of(ReadOnlySpan<long> sums, long weight) => (weight, CostMeasures.Known(sums).Pico);
}
