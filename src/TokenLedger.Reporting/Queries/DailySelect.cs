using Microsoft.Data.Sqlite;
using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries;

/// <summary>Answers a <see cref="DailyQuery"/>.</summary>
internal static class DailySelect
{
    private static readonly Measure[] s_cost = [new(Field.KnownMicro, Measure.Any), new(Field.KnownRest, Measure.Any)];

    public static DailyReport Run(SqliteConnection connection, ColumnView columns, long position, DailyQuery query)
    {
        NameNumbers names = new(connection);
        long[] boundaries = query.Boundaries();
        ScanKey days = ScanKey.OfPeriods(boundaries[..^1]);
        ScanResult result = Scan.Run(
            columns,
            new ScanQuery
            {
                Keys = query.By is { } by ? [days, names.KeyOf(by)] : [days],
                Measures = s_cost,
                Where = [.. query.Where.Select(names.FilterOf)],
                From = boundaries[0],
                To = boundaries[^1],
                Before = position,
            }
        );
        return new(Series(result, query, new NameTexts(connection)), position);
    }

    private static List<DailySeries> Series(ScanResult result, DailyQuery query, NameTexts texts)
    {
        Dictionary<long, Usd[]> series = [];
        if (query.By is null)
        {
            series[0] = new Usd[query.Days];
        }

        for (int group = 0; group < result.Count; group++)
        {
            long[] keys = result.KeysOf(group);
            long key = query.By is null ? 0 : keys[1];
            if (!series.TryGetValue(key, out Usd[]? days))
            {
                series[key] = days = new Usd[query.Days];
            }

            ReadOnlySpan<long> sums = result.SumsOf(group);
            days[keys[0]] = new SplitAmount(sums[0], sums[1]).Join();
        }

        return
        [
            .. series
                .Select(one => new DailySeries(texts.Of(one.Key == 0 ? null : one.Key), one.Value))
                .OrderByDescending(one => one.Days.Aggregate(Usd.Zero, (sum, day) => sum + day))
                .ThenBy(one => one.Key, StringComparer.Ordinal),
        ];
    }
}
