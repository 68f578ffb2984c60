using Microsoft.Data.Sqlite;
using TokenLedger.Accounting.Anomalies;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Reporting.Columns;

namespace TokenLedger.Reporting.Queries.Foresight;

/// <summary>
/// Answers an <see cref="AnomalyQuery"/>: one scan finds what stands out, another latencies, a third explains all that was
/// found; each slice that is judged by itself doubles the first two.
/// </summary>
internal sealed class AnomalySelect
{
    private readonly SqliteConnection _connection;
    private readonly ColumnView _columns;
    private readonly AnomalyQuery _query;
    private readonly FigureScan _scan;
    private readonly PeriodGrid _grid;
    private readonly long _position;
    private readonly int _judged;
    private int _known;

    public AnomalySelect(SqliteConnection connection, ColumnView columns, long position, AnomalyQuery query)
    {
        (_connection, _columns, _query, _position) = (connection, columns, query, position);
        _scan = new(connection, columns, position, query);
        _judged = Judged(query);
        _grid = Grid(query, _judged);
    }

    /// <summary>The answer.</summary>
    public AnomalyReport Run()
    {
        bool withLatency = _query.Of.Any(AnomalyMeasures.IsLatency);
        List<KeyValuePair<AnomalyMeasure, int>> judged = [];
        List<Candidate> found = [];
        SliceFigures whole = _scan.Run(_grid, null, withLatency).GetValueOrDefault(0) ?? new SliceFigures(_grid.Count);
        _known = whole.FirstUse;
        foreach (AnomalyMeasure measure in _query.Of)
        {
            judged.Add(new(measure, Judge(whole, measure, null, found)));
        }

        int slices = _query.Each is { } each ? JudgeEach(each, withLatency, found) : 0;
        found.Sort(NewestFirst);
        List<Candidate> shown = found.GetRange(0, Math.Min(_query.Limit, found.Count));
        return new()
        {
            Query = _query,
            From = _grid.StartOf(_grid.Count - _judged),
            To = _grid.StartOf(_grid.Count),
            Periods = _judged,
            Judged = judged,
            Anomalies = new AnomalyCells(_connection, _scan, _grid, _query).Explain(shown),
            Basis = CostBasis.Of(
                _connection,
                _columns,
                _position,
                _query,
                new(_grid.StartOf(_grid.Count - _judged), _grid.StartOf(_grid.Count))
            ),
            LeftOut = found.Count - shown.Count,
            Slices = slices,
            SlicesLeftOut = Math.Max(0, slices - AnomalyQuery.MostSlices),
            AsOfEntry = _position,
        };
    }

    /// <summary>Judges the dearest values of a grouping.</summary>
    /// <returns>How many values there are.</returns>
    private int JudgeEach(Grouping each, bool withLatency, List<Candidate> found)
    {
        Dictionary<long, SliceFigures> slices = _scan.Run(_grid, each, withLatency);
        foreach (
            (long key, SliceFigures slice) in slices
                .OrderByDescending(slice => slice.Value.Cost.Sum())
                .ThenBy(slice => slice.Key)
                .Take(AnomalyQuery.MostSlices)
        )
        {
            foreach (AnomalyMeasure measure in _query.Of)
            {
                _ = Judge(slice, measure, key, found);
            }
        }

        return slices.Count;
    }

    private int Judge(SliceFigures slice, AnomalyMeasure measure, long? key, List<Candidate> found)
    {
        AnomalyFindings findings = AnomalyDetector.Find(
            slice.Series(measure, _query.Season, _known),
            _judged,
            _query.Rule(measure)
        );
        found.AddRange(findings.Anomalies.Select(one => new Candidate(measure, key, one)));
        return findings.Judged;
    }

    private static int NewestFirst(Candidate left, Candidate right)
    {
        int order = right.Figures.Period.CompareTo(left.Figures.Period);
        order = order != 0 ? order : Math.Abs(right.Figures.Score).CompareTo(Math.Abs(left.Figures.Score));
        order = order != 0 ? order : left.Measure.CompareTo(right.Measure);
        return order != 0 ? order : (left.Key ?? -1).CompareTo(right.Key ?? -1);
    }

    private static int Judged(AnomalyQuery query)
    {
        TimeSpan length = query.Period == CalendarPeriod.Day ? TimeSpan.FromDays(1) : TimeSpan.FromHours(1);
        return query.Window.From is { } from
            ? (int)Math.Clamp(Math.Ceiling((query.At - from) / length), 1, AnomalyQuery.MostPeriods)
            : AnomalyQuery.MostPeriods;
    }

    /// <summary>The full periods: those judged, and before them what tells what is usual.</summary>
    private static PeriodGrid Grid(AnomalyQuery query, int judged)
    {
        int before = (AnomalyDetector.MostSeasons * query.Season) + judged;
        // The period under way ends the grid: it is not full and not part of it.
        PeriodGrid now = PeriodGrid.Around(query.Zone, query.Period, query.At, 0, 0);
        return PeriodGrid.Around(query.Zone, query.Period, now.StartOf(0).AddTicks(-1), before - 1, 0);
    }

    /// <summary>Something that stands out.</summary>
    /// <param name="Measure">Of what.</param>
    /// <param name="Key">Of which slice; null for the whole.</param>
    /// <param name="Figures">Its figures.</param>
    internal sealed record Candidate(AnomalyMeasure Measure, long? Key, Anomaly Figures);
}
