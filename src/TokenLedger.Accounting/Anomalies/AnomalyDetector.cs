using TokenLedger.Accounting.Forecasts;

namespace TokenLedger.Accounting.Anomalies;

/// <summary>
/// Finds periods that are not as periods like them have been. What is expected is the usual share of the place in the
/// season (a Tuesday's of its week) times the level of the last days, both as medians: so weekends are no anomalies, one
/// odd day does not spoil the next, and after a launch the new level is usual within half a week.
/// </summary>
public static class AnomalyDetector
{
    /// <summary>Fewest seasons before a period that say what is usual.</summary>
    public const int FewestSeasons = 3;

    /// <summary>Most seasons looked back.</summary>
    public const int MostSeasons = 8;

    /// <summary>Judges the last periods of a series, each by what was before it.</summary>
    /// <param name="series">The series, the periods to judge included.</param>
    /// <param name="last">How many of its last periods to judge.</param>
    /// <param name="rule">What counts.</param>
    public static IReadOnlyList<Anomaly> Find(PeriodSeries series, int last, AnomalyRule rule)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentNullException.ThrowIfNull(rule);
        decimal[] values = [.. series.Values];
        List<Anomaly> found = [];
        for (int period = Math.Max(0, values.Length - last); period < values.Length; period++)
        {
            if (
                Expect(values, series.Season, period) is { } expected
                && Judge(values, period, expected, rule) is { } one
            )
            {
                found.Add(one);
            }
        }

        return found;
    }

    /// <summary>What a period should have been by what was before it; null when too little was.</summary>
    public static decimal? ExpectedOf(PeriodSeries series, int period)
    {
        ArgumentNullException.ThrowIfNull(series);
        return Expect([.. series.Values], series.Season, period)?.Value;
    }

    private static Anomaly? Judge(decimal[] values, int period, Expectation expected, AnomalyRule rule)
    {
        decimal value = values[period];
        decimal usual = Math.Max(expected.Deviation, expected.Value * rule.UsualPart);
        decimal excess = value - expected.Value;
        if (excess == 0 || Math.Abs(excess) < rule.SmallestExcess || (excess < 0 && !rule.Below))
        {
            return null;
        }

        // Where nothing has ever been used, any use worth a word is one.
        decimal score = usual == 0 ? (excess > 0 ? rule.Score : -rule.Score) : excess / usual;
        return Math.Abs(score) < rule.Score
            ? null
            : new Anomaly(
                period,
                value,
                expected.Value,
                Math.Max(0, expected.Value - (rule.Score * usual)),
                expected.Value + (rule.Score * usual),
                score
            );
    }

    private static Expectation? Expect(decimal[] values, int season, int period)
    {
        int seasons = Math.Min(MostSeasons, period / season);
        if (seasons < FewestSeasons)
        {
            return null;
        }

        ReadOnlySpan<decimal> before = values.AsSpan(period - (seasons * season), seasons * season);
        decimal[] shares = Shares(before, season, seasons);
        decimal[] leveled = new decimal[before.Length];
        int count = 0;
        for (int i = 0; i < before.Length; i++)
        {
            if (shares[i % season] > 0)
            {
                leveled[count++] = before[i] / shares[i % season];
            }
        }

        if (count < season)
        {
            return new Expectation(0, 0);
        }

        // The place of the judged period in its season is that of the window's first one.
        decimal level = Sample.Median(leveled.AsSpan(count - season, season));
        decimal deviation = Sample.Spread(leveled.AsSpan(0, count));
        return new Expectation(level * shares[0], deviation * shares[0]);
    }

    /// <summary>What each place of a season is of its season's median, as the median over the seasons.</summary>
    private static decimal[] Shares(ReadOnlySpan<decimal> before, int season, int seasons)
    {
        decimal[] shares = new decimal[season];
        decimal[] means = new decimal[seasons];
        for (int i = 0; i < seasons; i++)
        {
            means[i] = Sample.Mean(before.Slice(i * season, season));
        }

        Span<decimal> seen = stackalloc decimal[MostSeasons];
        for (int place = 0; place < season; place++)
        {
            int count = 0;
            for (int i = 0; i < seasons; i++)
            {
                if (means[i] > 0)
                {
                    seen[count++] = before[(i * season) + place] / means[i];
                }
            }

            shares[place] = count == 0 ? 0 : Sample.Median(seen[..count]);
        }

        return shares;
    }

    private readonly record struct Expectation(decimal Value, decimal Deviation);
}
