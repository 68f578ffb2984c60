using Microsoft.Data.Sqlite;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries.Foresight;

/// <summary>Reads what slices did period by period: one scan for amounts, calls and errors, one for latencies.</summary>
internal sealed class FigureScan
{
    private readonly ColumnView _columns;
    private readonly long _position;
    private readonly Slice _slice;
    private readonly NameNumbers _names;

    public FigureScan(SqliteConnection connection, ColumnView columns, long position, Slice slice)
    {
        (_columns, _position, _slice) = (columns, position, slice);
        _names = new(connection);
    }

    /// <summary>Figures by value of a grouping; under 0 those of all when there is none.</summary>
    /// <param name="grid">The periods.</param>
    /// <param name="each">The grouping; null for one slice of all.</param>
    /// <param name="withLatency">Whether latencies are wanted.</param>
    public Dictionary<long, SliceFigures> Run(PeriodGrid grid, Grouping? each, bool withLatency)
    {
        Dictionary<long, SliceFigures> slices = [];
        ScanKey[] keys = each is null ? [] : [_names.KeyOf(each)];
        ScanResult sums = Scan(grid.Starts, grid.To, keys, FigureMeasures.Of(_slice.AsBooked));
        for (int group = 0; group < sums.Count; group++)
        {
            long[] at = sums.KeysOf(group);
            SliceFigures slice = Of(slices, each is null ? 0 : at[1], grid.Count);
            Figures figures = FigureMeasures.Read(sums.SumsOf(group));
            slice.Cost[at[0]] += figures.Cost;
            slice.Tokens[at[0]] += figures.Tokens;
            slice.Calls[at[0]] += figures.Calls;
            slice.Errors[at[0]] += figures.Errors;
        }

        if (withLatency)
        {
            ScanKey steps = ScanKey.OfBands(Field.Latency, LatencyCounts.Starts);
            ScanResult counts = Scan(grid.Starts, grid.To, [.. keys, steps], FigureMeasures.OfLatency);
            for (int group = 0; group < counts.Count; group++)
            {
                long[] at = counts.KeysOf(group);
                SliceFigures slice = Of(slices, each is null ? 0 : at[1], grid.Count);
                (slice.Latency[at[0]] ??= new()).Add((int)at[^1], counts.SumsOf(group)[0]);
            }
        }

        return slices;
    }

    /// <summary>Figures by period, slice and cell, of a few periods.</summary>
    /// <param name="starts">Where periods begin, ascending; what lies between those of interest is read too.</param>
    /// <param name="to">Where the last one ends.</param>
    /// <param name="keys">Slice and groupings.</param>
    /// <param name="take">Given the period, the values of the keys, and the figures.</param>
    public void Cells(long[] starts, long to, IReadOnlyList<Grouping> keys, Action<long, long[], Figures> take)
    {
        ScanResult result = Scan(starts, to, [.. keys.Select(_names.KeyOf)], FigureMeasures.Of(_slice.AsBooked));
        for (int group = 0; group < result.Count; group++)
        {
            long[] at = result.KeysOf(group);
            take(at[0], at[1..], FigureMeasures.Read(result.SumsOf(group)));
        }
    }

    private ScanResult Scan(long[] starts, long to, IReadOnlyList<ScanKey> keys, IReadOnlyList<Measure> measures) =>
        Columns.Scan.Run(
            _columns,
            new ScanQuery
            {
                Keys = [ScanKey.OfPeriods(starts), .. keys],
                Measures = measures,
                Where = [.. _slice.Where.Select(_names.FilterOf)],
                Instant = _slice.AsBooked ? Field.BookedAt : Field.OccurredAt,
                From = starts[0],
                To = to,
                Before = _position,
            }
        );

    private static SliceFigures Of(Dictionary<long, SliceFigures> slices, long key, int periods)
    {
        if (!slices.TryGetValue(key, out SliceFigures? slice))
        {
            slices[key] = slice = new(periods);
        }

        return slice;
    }
}
