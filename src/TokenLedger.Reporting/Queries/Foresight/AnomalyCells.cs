using Microsoft.Data.Sqlite;
using TokenLedger.Accounting.Anomalies;
using TokenLedger.Reporting.Columns;

namespace TokenLedger.Reporting.Queries.Foresight;

/// <summary>
/// Explains anomalies by their parts, all of them with one scan: that reads the periods that stand out and, for each, the
/// same place of the seasons before, by which the parts are measured.
/// </summary>
internal sealed class AnomalyCells(SqliteConnection connection, FigureScan scan, PeriodGrid grid, AnomalyQuery query)
{
    /// <summary>Seasons before that a part is compared with: their mean, so that the parts' sum is the whole's.</summary>
    private const int Compared = 4;

    private readonly NameTexts _texts = new(connection);
    private readonly Dictionary<(int Period, long? Slice), Dictionary<CellKey, Figures>> _cells = [];

    /// <summary>The anomalies with their contributors.</summary>
    public IReadOnlyList<FoundAnomaly> Explain(IReadOnlyList<AnomalySelect.Candidate> found)
    {
        if (found.Count > 0)
        {
            Read([.. found.Select(one => one.Figures.Period).Distinct().SelectMany(Involved).Distinct().Order()]);
        }

        HashSet<(AnomalyMeasure, long?, int)> odd =
        [
            .. found.Select(one => (one.Measure, one.Key, one.Figures.Period)),
        ];
        return [.. found.Select(one => Found(one, odd))];
    }

    private FoundAnomaly Found(AnomalySelect.Candidate one, HashSet<(AnomalyMeasure, long?, int)> odd)
    {
        int period = one.Figures.Period;
        int[] before =
        [
            .. Involved(period)
                .Where(other => other != period && !odd.Contains((one.Measure, one.Key, other)))
                .Take(Compared),
        ];
        return new()
        {
            Measure = one.Measure,
            IsWhole = one.Key is null,
            Key = one.Key is { } key and not 0 ? _texts.Of(key) : null,
            From = grid.StartOf(period),
            To = grid.StartOf(period + 1),
            Since = grid.StartOf(one.Figures.Since),
            Figures = one.Figures,
            Contributors = Explanation.Of(
                [.. query.By.Select(by => by.Name)],
                Cells(one, [.. before.Select(other => CellsOf(other, one.Key))])
            ),
        };
    }

    /// <summary>A period and the same place of the seasons before it, the newest first.</summary>
    private IEnumerable<int> Involved(int period)
    {
        for (int back = 0; back <= Compared + 2 && period - (back * query.Season) >= 0; back++)
        {
            yield return period - (back * query.Season);
        }
    }

    private void Read(int[] periods)
    {
        SortedSet<long> bounds = [];
        foreach (int period in periods)
        {
            bounds.Add(grid.Starts[period]);
            bounds.Add(period + 1 == grid.Count ? grid.To : grid.Starts[period + 1]);
        }

        long[] starts = [.. bounds];
        int?[] periodOf =
        [
            .. starts.Select(start =>
                Array.BinarySearch(grid.Starts, start) is >= 0 and var at && Array.BinarySearch(periods, at) >= 0
                    ? at
                    : (int?)null
            ),
        ];
        IReadOnlyList<Grouping> keys = query.Each is null ? query.By : [query.Each, .. query.By];
        scan.Cells(
            starts[..^1],
            starts[^1],
            keys,
            (start, values, figures) =>
            {
                if (periodOf[start] is { } period)
                {
                    CellKey cell = CellKey.Of(values.AsSpan(query.Each is null ? 0 : 1));
                    Add(period, null, cell, figures);
                    if (query.Each is not null)
                    {
                        Add(period, values[0], cell, figures);
                    }
                }
            }
        );
    }

    private void Add(int period, long? slice, CellKey cell, Figures figures)
    {
        Dictionary<CellKey, Figures> cells = CellsOf(period, slice);
        cells[cell] = cells.GetValueOrDefault(cell) + figures;
    }

    private Dictionary<CellKey, Figures> CellsOf(int period, long? slice)
    {
        if (!_cells.TryGetValue((period, slice), out Dictionary<CellKey, Figures>? cells))
        {
            _cells[(period, slice)] = cells = [];
        }

        return cells;
    }

    private List<Cell> Cells(AnomalySelect.Candidate one, Dictionary<CellKey, Figures>[] before)
    {
        Dictionary<CellKey, Figures> now = CellsOf(one.Figures.Period, one.Key);
        Dictionary<CellKey, Figures> then = [];
        foreach ((CellKey key, Figures figures) in before.SelectMany(cells => cells))
        {
            then[key] = then.GetValueOrDefault(key) + figures;
        }

        Figures all = then.Values.Aggregate(default(Figures), (sum, figures) => sum + figures);
        CellMeasure measure = new(one.Measure, one.Figures.Expected, all);
        return
        [
            .. now
                .Keys.Union(then.Keys)
                .Select(key =>
                {
                    Figures figures = now.GetValueOrDefault(key);
                    return new Cell(
                        TextsOf(key),
                        measure.Value(figures),
                        measure.Expected(figures, then.GetValueOrDefault(key))
                    );
                }),
        ];
    }

    private string?[] TextsOf(CellKey key)
    {
        string?[] texts = new string?[query.By.Count];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = key.At(i) is var number and not 0 ? _texts.Of(number) : null;
        }

        return texts;
    }

    /// <summary>The numbers of a cell's values, up to <see cref="AnomalyQuery.MostGroupings"/>.</summary>
    private readonly record struct CellKey(long First, long Second, long Third)
    {
        public static CellKey Of(ReadOnlySpan<long> values) =>
            new(values[0], values.Length > 1 ? values[1] : 0, values.Length > 2 ? values[2] : 0);

        public long At(int i) =>
            i == 0 ? First
            : i == 1 ? Second
            : Third;
    }
}
