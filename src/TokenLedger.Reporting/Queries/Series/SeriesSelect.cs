using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries.Costs;
using TokenLedger.Reporting.Queries.Grouped;

namespace TokenLedger.Reporting.Queries.Series;

/// <summary>
/// Answers a <see cref="SeriesQuery"/>: all calls by period, the groups by weight, and the greatest of them by period.
/// What is left of the first is the rest, so that memory does not grow with the number of groups times periods.
/// </summary>
internal static class SeriesSelect
{
    /// <summary>The answer.</summary>
    /// <param name="scanOf">Asks the columns about the calls of a question.</param>
    /// <param name="query">The question.</param>
    /// <param name="position">Entries folded into the tables.</param>
    public static SeriesReport Run(Func<SeriesQuery, SliceScan> scanOf, SeriesQuery query, long position)
    {
        if (query.Problem is { } problem)
        {
            throw new ArgumentException(problem, nameof(query));
        }

        SliceScan scan = scanOf(query);
        TopGroups? top = query.By.Count == 0 ? null : SeriesRanking.Top(scan, query);
        SeriesSpan now = Of(scan, query, top);
        return new()
        {
            Query = query,
            Periods = now.Periods,
            Total = now.Total,
            Groups = now.Groups,
            Other = top is { LeftOut: > 0 } ? now.Other : null,
            GroupsInOther = top?.LeftOut ?? 0,
            Before = query.EarlierOne is { } earlier ? Of(scanOf(earlier), earlier, top) : null,
            AsOfEntry = position,
        };
    }

    /// <summary>The series of a question's window, of all calls and of groups that are known.</summary>
    private static SeriesSpan Of(SliceScan scan, SeriesQuery query, TopGroups? top)
    {
        IReadOnlyList<SeriesPeriod> periods = SeriesPeriods.Of(query)!.All;
        ScanKey time = ScanKey.OfPeriods(new SeriesPeriods(periods).Starts);
        IReadOnlyList<Measure> measures = CostMeasures.Of(query.AsBooked);
        CostFigures[] total = Points(scan.Run([time], measures), periods.Count);
        if (top is null)
        {
            return new(periods, new([], total), [], null);
        }

        ScanResult found = scan.Run([time, .. scan.KeysOf(query.Columns)], measures, top.Filters);
        List<GroupSeries> groups = Split(found, top, periods.Count);
        return new(periods, new([], total), groups, new([], Rest(total, groups)));
    }

    private static CostFigures[] Points(ScanResult found, int periods)
    {
        CostFigures[] points = Nothing(periods);
        for (int group = 0; group < found.Count; group++)
        {
            points[found.KeysOf(group)[0]] = CostMeasures.Read(found.SumsOf(group));
        }

        return points;
    }

    private static List<GroupSeries> Split(ScanResult found, TopGroups top, int periods)
    {
        Dictionary<GroupKey, int> places = top.Places();
        CostFigures[][] points = [.. top.Shown.Select(_ => Nothing(periods))];
        for (int group = 0; group < found.Count; group++)
        {
            long[] keys = found.KeysOf(group);
            // A name shared with a group that is shown does not make this one shown.
            if (places.TryGetValue(GroupKey.Of(keys.AsSpan(1)), out int place))
            {
                points[place][keys[0]] = CostMeasures.Read(found.SumsOf(group));
            }
        }

        return [.. top.Shown.Select((group, i) => new GroupSeries(group.Keys, points[i]))];
    }

    private static CostFigures[] Rest(CostFigures[] total, List<GroupSeries> groups)
    {
        CostFigures[] rest = [.. total];
        foreach (GroupSeries group in groups)
        {
            for (int i = 0; i < rest.Length; i++)
            {
                rest[i] -= group.Points[i];
            }
        }

        return rest;
    }

    private static CostFigures[] Nothing(int periods)
    {
        CostFigures[] points = new CostFigures[periods];
        Array.Fill(points, CostFigures.None);
        return points;
    }
}
