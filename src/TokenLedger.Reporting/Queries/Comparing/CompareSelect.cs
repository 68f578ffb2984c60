using Microsoft.Data.Sqlite;
using TokenLedger.Accounting.Comparing;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries.Foresight;

namespace TokenLedger.Reporting.Queries.Comparing;

/// <summary>Answers a <see cref="CompareQuery"/> with three scans: figures, costs of calls in steps, latencies. A fourth finds outcomes, where there are any.</summary>
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
        foreach (
            (long variant, VariantOutcomes outcomes) in new OutcomesOfVariants(
                connection,
                columns,
                position,
                query
            ).Run()
        )
        {
            variants[variant].Outcomes = outcomes;
        }

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
        Dictionary<long, Sums> variants = [];
        Read(
            [],
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
                new(Field.Failed, s_ended),
            ],
            (variant, _, sums) => variants[variant] = new Sums(sums)
        );
        return variants;
    }

    private void ReadCosts(Dictionary<long, Sums> variants) =>
        Read(
            [ScanKey.OfBands(Field.KnownMicro, Steps.Starts)],
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

    /// <summary>Asks for sums by variant; what takes them is given the variant and the last key.</summary>
    private void Read(ScanKey[] further, Measure[] measures, Action<long, long, long[]> take)
    {
        ScanResult result = Scan.Run(
            columns,
            SliceQuestion.Of(query, _names, position, [_names.KeyOf(query.By), .. further], measures)
        );
        for (int group = 0; group < result.Count; group++)
        {
            long[] keys = result.KeysOf(group);
            take(keys[0], keys[^1], result.SumsOf(group).ToArray());
        }
    }

    /// <summary>The sums of one variant.</summary>
    private sealed class Sums(long[] figures)
    {
        public long Calls => figures[0];

        public VariantOutcomes Outcomes { get; set; } = VariantOutcomes.None;

        public List<(long Count, decimal Sum)> Costs { get; } = [];

        public SortedDictionary<long, long> Latencies { get; } = [];

        public Variant Variant(string? key)
        {
            SplitAmount cost = new(figures[3], figures[4]);
            return new()
            {
                Key = key,
                Calls = Calls,
                Settled = figures[1],
                Failed = figures[10],
                Unpriced = figures[2],
                Cost = cost.Join(),
                Tokens = new(figures[5], figures[6], figures[7], figures[8], figures[9]),
                CostPerCall = MeanEstimate.Of(QuantityMeasures.Dollars(cost.Join()), Costs),
                ErrorRate = Calls == 0 ? null : new(Calls, figures[10]),
                Latency = Percentiles(),
                Outcomes = Outcomes,
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
