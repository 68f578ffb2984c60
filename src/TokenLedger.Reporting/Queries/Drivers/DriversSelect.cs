using Microsoft.Data.Sqlite;
using TokenLedger.Accounting.Drivers;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries.Drivers;

/// <summary>Answers a <see cref="DriversQuery"/> with one scan, two where the periods lie apart.</summary>
internal sealed class DriversSelect(SqliteConnection connection, ColumnView columns, long position, DriversQuery query)
{
    private static readonly int s_adjustments = Measure.Of(CallStatus.Adjustment, CallStatus.Correction);

    private readonly NameNumbers _names = new(connection);

    /// <summary>The answer.</summary>
    public DriversReport Run()
    {
        (Window now, Window then) = query.Periods;
        Dictionary<long, Dictionary<(long, long), ModelUse>> before = Read(then);
        Dictionary<long, Dictionary<(long, long), ModelUse>> after = Read(now);
        NameTexts texts = new(connection);
        DriverRow[] rows =
        [
            .. before
                .Keys.Union(after.Keys)
                .Select(key => new DriverRow(
                    key == 0 ? null : texts.Of(key),
                    DrivenChange.Of(Pairs(before.GetValueOrDefault(key) ?? [], after.GetValueOrDefault(key) ?? []))
                ))
                .OrderByDescending(row => Int128.Abs(row.Change.Change.Pico))
                .ThenBy(row => row.Key, StringComparer.Ordinal),
        ];
        return new()
        {
            Query = query,
            Now = now,
            Then = then,
            Rows = rows[..Math.Min(rows.Length, query.Limit)],
            Total = rows.Aggregate(DrivenChange.None, (sum, row) => sum + row.Change),
            NowBasis = CostBasis.Of(connection, columns, position, query, now),
            ThenBasis = CostBasis.Of(connection, columns, position, query, then),
            RowsLeftOut = Math.Max(0, rows.Length - query.Limit),
            AsOfEntry = position,
        };
    }

    private static IEnumerable<(ModelUse Then, ModelUse Now)> Pairs(
        Dictionary<(long, long), ModelUse> before,
        Dictionary<(long, long), ModelUse> after
    ) =>
        before
            .Keys.Union(after.Keys)
            .Select(model => (before.GetValueOrDefault(model), after.GetValueOrDefault(model)));

    /// <summary>Use by value and model; a model is one of a provider.</summary>
    private Dictionary<long, Dictionary<(long, long), ModelUse>> Read(Window window)
    {
        int rows = query.AsBooked ? ~s_adjustments : Measure.Any;
        ScanResult result = Scan.Run(
            columns,
            new ScanQuery
            {
                Keys =
                [
                    _names.KeyOf(query.By),
                    ScanKey.OfDimension(Dimensions.Provider),
                    ScanKey.OfDimension(Dimensions.Model),
                ],
                Measures =
                [
                    new(Field.Calls, Measure.Of(CallStatus.Settled)),
                    new(Field.Input, rows),
                    new(Field.Cached, rows),
                    new(Field.Written, rows),
                    new(Field.Output, rows),
                    new(Field.Reasoning, rows),
                    new(Field.KnownMicro, rows),
                    new(Field.KnownRest, rows),
                ],
                Where = [.. query.Where.Select(_names.FilterOf)],
                Instant = query.AsBooked ? Field.BookedAt : Field.OccurredAt,
                From = EntryTime.ToMicroseconds(window.From!.Value),
                To = EntryTime.ToMicroseconds(window.To!.Value),
                Before = position,
            }
        );
        Dictionary<long, Dictionary<(long, long), ModelUse>> use = [];
        for (int group = 0; group < result.Count; group++)
        {
            ReadOnlySpan<long> sums = result.SumsOf(group);
            if (sums.IndexOfAnyExcept(0) >= 0)
            {
                long[] keys = result.KeysOf(group);
                if (!use.TryGetValue(keys[0], out Dictionary<(long, long), ModelUse>? models))
                {
                    use[keys[0]] = models = [];
                }

                long tokens = checked(sums[1] + sums[2] + sums[3] + sums[4] + sums[5]);
                models[(keys[1], keys[2])] = new(sums[0], tokens, new SplitAmount(sums[6], sums[7]).Join());
            }
        }

        return use;
    }
}
