using Microsoft.Data.Sqlite;
using TokenLedger.Accounting.Comparing;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries.Foresight;

namespace TokenLedger.Reporting.Queries.Comparing;

/// <summary>Answers a <see cref="CompareQuery"/> with three scans: figures, costs of calls in steps, latencies.</summary>
internal sealed class CompareSelect(SqliteConnection connection, ColumnView columns, long position, CompareQuery query)
{
    private static readonly int s_ended = Measure.Of(CallStatus.Settled, CallStatus.Voided);
    private static readonly int s_settled = Measure.Of(CallStatus.Settled);
    private static readonly int s_adjustments = Measure.Of(CallStatus.Adjustment, CallStatus.Correction);

    private readonly NameNumbers _names = new(connection);
    private readonly NameTexts _texts = new(connection);

    /// <summary>The answer.</summary>
    public CompareReport Run()
    {
        Dictionary<long, Sums> variants = Figures();
        ReadCosts(variants);
        ReadLatencies(variants);
        Variant[] all =
        [
            .. variants
                .Where(variant => variant.Value.Calls > 0)
                .Select(variant => variant.Value.Variant(variant.Key == 0 ? null : _texts.Of(variant.Key)))
                .OrderByDescending(variant => variant.Calls)
                .ThenBy(variant => variant.Key, StringComparer.Ordinal),
        ];
        Variant[] shown =
        [
            .. all.Take(query.Limit)
                .Select(
                    (variant, i) =>
                        i == 0
                            ? variant
                            : variant with
                            {
                                CostDiffers = MeanEstimate.Differ(all[0].CostPerCall, variant.CostPerCall),
                            }
                ),
        ];
        return new(query, shown, all.Length - shown.Length, position);
    }

    private Dictionary<long, Sums> Figures()
    {
        int rows = query.AsBooked ? ~s_adjustments : Measure.Any;
        HashSet<long> failed = [.. FailedOutcomes.All.Select(_names.NumberOf)];
        Dictionary<long, Sums> variants = [];
        Read(
            [ScanKey.OfDimension(Dimensions.Outcome)],
            [
                new(Field.Calls, s_ended),
                new(Field.Calls, s_settled),
                new(Field.Unpriced, rows),
                new(Field.KnownMicro, rows),
                new(Field.KnownRest, rows),
                new(Field.Input, rows),
                new(Field.Cached, rows),
                new(Field.Written, rows),
                new(Field.Output, rows),
                new(Field.Reasoning, rows),
            ],
            (variant, outcome, sums) =>
            {
                if (!variants.TryGetValue(variant, out Sums? own))
                {
                    variants[variant] = own = new Sums();
                }

                own.Add(sums, failed.Contains(outcome));
            }
        );
        return variants;
    }

    private void ReadCosts(Dictionary<long, Sums> variants) =>
        Read(
            [ScanKey.OfSteps(Field.KnownMicro, Steps.Starts)],
            [new(Field.Calls, s_settled), new(Field.KnownMicro, s_settled), new(Field.KnownRest, s_settled)],
            (variant, _, sums) =>
                variants[variant]
                    .Costs.Add((sums[0], QuantityMeasures.Dollars(new SplitAmount(sums[1], sums[2]).Join())))
        );

    private void ReadLatencies(Dictionary<long, Sums> variants) =>
        Read(
            [ScanKey.OfField(Field.Latency)],
            [new(Field.Calls, s_ended)],
            (variant, latency, sums) =>
            {
                if (latency > 0 && sums[0] > 0)
                {
                    variants[variant].Latencies.Add(latency - 1, sums[0]);
                }
            }
        );

    private void Read(ScanKey[] further, Measure[] measures, Action<long, long, long[]> take)
    {
        ScanResult result = Scan.Run(
            columns,
            new ScanQuery
            {
                Keys = [_names.KeyOf(query.By), .. further],
                Measures = measures,
                Where = [.. query.Where.Select(_names.FilterOf)],
                Instant = query.AsBooked ? Field.BookedAt : Field.OccurredAt,
                From = query.Window.From is { } from ? EntryTime.ToMicroseconds(from) : null,
                To = query.Window.To is { } to ? EntryTime.ToMicroseconds(to) : null,
                Before = position,
            }
        );
        for (int group = 0; group < result.Count; group++)
        {
            long[] keys = result.KeysOf(group);
            take(keys[0], keys[1], result.SumsOf(group).ToArray());
        }
    }

    /// <summary>The sums of one variant.</summary>
    private sealed class Sums
    {
        private readonly long[] _figures = new long[10];
        private long _failed;

        public long Calls => _figures[0];

        public List<(long Count, decimal Sum)> Costs { get; } = [];

        public SortedDictionary<long, long> Latencies { get; } = [];

        public void Add(long[] figures, bool failed)
        {
            for (int i = 0; i < figures.Length; i++)
            {
                _figures[i] = checked(_figures[i] + figures[i]);
            }

            _failed += failed ? figures[0] : 0;
        }

        public Variant Variant(string? key)
        {
            SplitAmount cost = new(_figures[3], _figures[4]);
            return new()
            {
                Key = key,
                Calls = Calls,
                Settled = _figures[1],
                Failed = _failed,
                Unpriced = _figures[2],
                Cost = cost.Join(),
                Tokens = new(_figures[5], _figures[6], _figures[7], _figures[8], _figures[9]),
                CostPerCall = MeanEstimate.Of(QuantityMeasures.Dollars(cost.Join()), Costs),
                ErrorRate = Calls == 0 ? null : new(Calls, _failed),
                Latency = Percentiles(),
            };
        }

        private LatencyPercentiles? Percentiles()
        {
            long known = Latencies.Values.Sum();
            return known == 0 ? null : new(known, Within(known, 50), Within(known, 95), Within(known, 99));
        }

        private long Within(long known, int percent)
        {
            long rank = ((known * percent) + 99) / 100;
            foreach ((long latency, long calls) in Latencies)
            {
                rank -= calls;
                if (rank <= 0)
                {
                    return latency;
                }
            }

            return 0;
        }
    }

    /// <summary>Steps of costs: of one percent, so that what a call of a step costs is told by their mean well enough.</summary>
    private static class Steps
    {
        /// <summary>Where they begin, micro-dollars.</summary>
        public static long[] Starts { get; } = Make();

        private static long[] Make()
        {
            const long ThousandDollars = 1_000_000_000;
            List<long> starts = [long.MinValue, 0, 1];
            while (starts[^1] < ThousandDollars)
            {
                starts.Add(Math.Max(starts[^1] + 1, starts[^1] * 101 / 100));
            }

            return [.. starts];
        }
    }
}
