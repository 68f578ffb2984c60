using TokenLedger.Accounting.Comparing;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries.Foresight;
using TokenLedger.Reporting.Queries.Grouped;
using TokenLedger.Reporting.Queries.Latency;

namespace TokenLedger.Reporting.Queries.Comparing;

/// <summary>Answers a <see cref="CompareQuery"/>: figures, costs of calls in steps, latencies, and outcomes where there are any.</summary>
internal sealed class CompareSelect(SliceScan scan, OutcomesOfVariants outcomes, long position, CompareQuery query)
{
    private static readonly int s_ended = Measure.Of(CallStatus.Settled, CallStatus.Voided);
    private static readonly int s_settled = Measure.Of(CallStatus.Settled);
    private static readonly int s_adjustments = Measure.Of(CallStatus.Adjustment, CallStatus.Correction);

    /// <summary>The answer.</summary>
    public CompareReport Run()
    {
        Dictionary<long, Sums> variants = Figures();
        ReadCosts(variants);
        Func<long, Timing> latencies = LatencySelect.AnswersBy(scan, query.By);
        Dictionary<long, VariantOutcomes> told = outcomes.Run();
        (long Number, string? Key, Sums Sums)[] all =
        [
            .. variants
                .Where(variant => variant.Value.Calls > 0)
                .Select(variant => (variant.Key, scan.TextOf(variant.Key), variant.Value))
                .OrderByDescending(variant => variant.Value.Calls)
                .ThenBy(variant => variant.Item2, StringComparer.Ordinal),
        ];
        Variant[] shown =
        [
            .. all.Take(query.Limit)
                .Select(one =>
                    one.Sums.Variant(
                        one.Key,
                        latencies(one.Number),
                        told.GetValueOrDefault(one.Number, VariantOutcomes.None)
                    )
                ),
        ];
        for (int i = 1; i < shown.Length; i++)
        {
            bool? differs = MeanEstimate.Differ(shown[0].CostPerCall, shown[i].CostPerCall);
            shown[i] = shown[i] with { CostDiffers = differs };
        }

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

    /// <summary>Asks for sums by variant; what takes them is given the variant and the last key.</summary>
    private void Read(ScanKey[] further, Measure[] measures, Action<long, long, long[]> take)
    {
        ScanResult result = scan.Run([.. scan.KeysOf([query.By]), .. further], measures);
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

        public List<(long Count, decimal Sum)> Costs { get; } = [];

        public Variant Variant(string? key, Timing answers, VariantOutcomes outcomes)
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
                Latency = answers.Calls == 0 ? null : new(answers.Calls, answers.P50, answers.P95, answers.P99),
                Outcomes = outcomes,
            };
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
