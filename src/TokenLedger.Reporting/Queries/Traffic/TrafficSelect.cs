using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries.Costs;
using TokenLedger.Reporting.Queries.Grouped;

namespace TokenLedger.Reporting.Queries.Traffic;

/// <summary>Answers a <see cref="TrafficQuery"/>: grouped by exact times and statuses, nothing is sampled.</summary>
internal static class TrafficSelect
{
    private static readonly ScanKey[] s_keys = [ScanKey.OfField(Field.Latency), ScanKey.OfField(Field.HttpStatus)];

    public static TrafficReport Run(SliceScan scan, TrafficQuery query, long position)
    {
        ScanResult found = scan.Run(s_keys, CostMeasures.Of(query.AsBooked));
        SortedDictionary<long, long> times = [];
        long requests = 0;
        long errors = 0;
        long tooMany = 0;
        long serverErrors = 0;
        Usd cost = Usd.Zero;
        for (int group = 0; group < found.Count; group++)
        {
            long[] keys = found.KeysOf(group);
            CostFigures figures = CostMeasures.Read(found.SumsOf(group));
            long calls = figures.Calls + figures.Rejected;
            requests += calls;
            errors += figures.Failed + figures.Rejected;
            tooMany += keys[1] == 429 ? calls : 0;
            serverErrors += keys[1] >= 500 ? calls : 0;
            cost += figures.Known;
            if (keys[0] > 0 && figures.Calls > 0)
            {
                times[keys[0] - 1] = times.GetValueOrDefault(keys[0] - 1) + figures.Calls;
            }
        }

        return new()
        {
            Requests = requests,
            Errors = errors,
            TooMany = tooMany,
            ServerErrors = serverErrors,
            Cost = cost,
            Times = [.. times.Select(time => (time.Key, time.Value))],
            AsOfEntry = position,
        };
    }
}
