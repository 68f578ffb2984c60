using Microsoft.Data.Sqlite;
using TokenLedger.Reporting.Columns;

namespace TokenLedger.Reporting.Queries.Foresight;

/// <summary>What was used period by period, for all calls of a slice or for each value of a grouping, in one scan.</summary>
internal static class PastSelect
{
    /// <summary>Reads series.</summary>
    /// <param name="connection">The tables.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="position">Entries folded.</param>
    /// <param name="slice">Which calls; its window does not count, the grid does.</param>
    /// <param name="grid">The periods.</param>
    /// <param name="quantity">What is summed.</param>
    /// <param name="by">One series for each value; null for one of all, under 0.</param>
    /// <param name="until">First microsecond that does not count any more.</param>
    /// <returns>Series by the number of their value.</returns>
    public static Dictionary<long, decimal[]> Run(
        SqliteConnection connection,
        ColumnView columns,
        long position,
        Slice slice,
        PeriodGrid grid,
        ForeseenQuantity quantity,
        Grouping? by,
        long until
    )
    {
        NameNumbers names = new(connection);
        ScanKey periods = ScanKey.OfPeriods(grid.Starts);
        ScanResult result = Scan.Run(
            columns,
            new ScanQuery
            {
                Keys = by is null ? [periods] : [periods, names.KeyOf(by)],
                Measures = QuantityMeasures.Of(quantity, slice.AsBooked),
                Where = [.. slice.Where.Select(names.FilterOf)],
                Instant = slice.AsBooked ? Field.BookedAt : Field.OccurredAt,
                From = grid.From,
                To = Math.Min(grid.To, until),
                Before = position,
            }
        );
        Dictionary<long, decimal[]> series = by is null ? new() { [0] = new decimal[grid.Count] } : [];
        for (int group = 0; group < result.Count; group++)
        {
            long[] keys = result.KeysOf(group);
            long key = by is null ? 0 : keys[1];
            if (!series.TryGetValue(key, out decimal[]? values))
            {
                series[key] = values = new decimal[grid.Count];
            }

            values[keys[0]] = QuantityMeasures.Read(quantity, result.SumsOf(group));
        }

        return series;
    }
}
