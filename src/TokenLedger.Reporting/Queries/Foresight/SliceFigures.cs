using TokenLedger.Accounting.Anomalies;

namespace TokenLedger.Reporting.Queries.Foresight;

/// <summary>What one slice did, period by period.</summary>
internal sealed class SliceFigures(int periods)
{
    /// <summary>Dollars.</summary>
    public decimal[] Cost { get; } = new decimal[periods];

    /// <summary>Tokens.</summary>
    public decimal[] Tokens { get; } = new decimal[periods];

    /// <summary>Calls that ended.</summary>
    public long[] Calls { get; } = new long[periods];

    /// <summary>Those of them that failed.</summary>
    public long[] Errors { get; } = new long[periods];

    /// <summary>How many calls took how long.</summary>
    public LatencyCounts?[] Latency { get; } = new LatencyCounts?[periods];

    /// <summary>The series of a measure, and by what it is judged.</summary>
    /// <param name="measure">The measure.</param>
    /// <param name="season">Periods of a week.</param>
    /// <param name="known">The first period of which anything is known: what lies before is no silence.</param>
    public JudgedSeries Series(AnomalyMeasure measure, int season, int known) =>
        new()
        {
            Values = [.. Enumerable.Range(0, periods).Select(period => period < known ? null : Value(measure, period))],
            Season = season,
            Recent = season == 7 ? 7 : 24,
            IsRate = !AnomalyMeasures.AddsUp(measure),
            Chance = measure == AnomalyMeasure.ErrorRate ? Chance : null,
        };

    /// <summary>The first period with a call or an amount; after the last one where there is none.</summary>
    public int FirstUse
    {
        get
        {
            int first = 0;
            while (first < periods && Calls[first] == 0 && Cost[first] == 0)
            {
                first++;
            }

            return first;
        }
    }

    private decimal? Value(AnomalyMeasure measure, int period) =>
        measure switch
        {
            // Refunds may make a period negative; what is judged is use.
            AnomalyMeasure.Cost => Math.Max(0, Cost[period]),
            AnomalyMeasure.Tokens => Math.Max(0, Tokens[period]),
            AnomalyMeasure.Calls => Calls[period],
            _ when Calls[period] < AnomalyMeasures.Fewest(measure) => null,
            AnomalyMeasure.ErrorRate => 100m * Errors[period] / Calls[period],
            AnomalyMeasure.LatencyMedian => Latency[period]?.Percentile(50),
            _ => Latency[period]?.Percentile(95),
        };

    /// <summary>How far a rate scatters by chance: that of as many throws of a coin that fails as often, and once more.</summary>
    private decimal Chance(int period, decimal percent)
    {
        decimal calls = Calls[period];
        decimal rate = Math.Min(1, (percent / 100) + (1 / calls));
        return 100 * (decimal)Math.Sqrt((double)(rate * (1 - rate) / calls));
    }
}
