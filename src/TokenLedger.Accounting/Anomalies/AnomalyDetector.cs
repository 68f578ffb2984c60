namespace TokenLedger.Accounting.Anomalies;

/// <summary>
/// Finds periods that are not as periods like them have been. What is expected is the usual share of the place in the
/// season (a Tuesday's of its week) times the level of the last periods, both as means of the middle half: so weekends are
/// no anomalies, one odd day does not spoil the next, and after a launch the new level is soon usual. How far a period may
/// be off follows from how far those before it were.
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
    public static AnomalyFindings Find(JudgedSeries series, int last, AnomalyRule rule)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentNullException.ThrowIfNull(rule);
        IReadOnlyList<decimal?> values = series.Values;
        int least = FewestSeasons * series.Season;
        List<Anomaly> found = [];
        int judged = 0;
        int known = values.TakeWhile(value => value is null).Count();
        Usual? usual = null;
        for (int period = Math.Max(0, values.Count - last); period < values.Count; period++)
        {
            if (values[period] is not { } value)
            {
                continue;
            }

            // What is usual is learned anew once a day: an hour more changes little.
            if (usual is null || usual.IsSilent || period % series.Recent == 0 || series.Recent == series.Season)
            {
                usual = Usual.Before(series, period);
            }

            bool isFirstUse = usual.IsSilent && value > 0 && period - known >= least && !series.IsRate;
            if ((usual.FirstUse > period - least && !isFirstUse) || !usual.Knows(period))
            {
                continue;
            }

            judged++;
            if (Judge(series, period, value, usual, rule) is { } one)
            {
                bool goesOn = found.Count > 0 && found[^1].Period == period - 1 && found[^1].IsAbove == one.IsAbove;
                found.Add(goesOn ? one with { Since = found[^1].Since } : one);
            }
        }

        return new(judged, found);
    }

    private static Anomaly? Judge(JudgedSeries series, int period, decimal value, Usual usual, AnomalyRule rule)
    {
        decimal expected = usual.Expected(period);
        decimal scatter = Math.Max(usual.Scatter(expected), expected * rule.UsualPart);
        if (series.Chance is { } chance)
        {
            scatter = Math.Max(scatter, chance(period, expected));
        }

        decimal excess = value - expected;
        if (excess == 0 || Math.Abs(excess) < rule.SmallestExcess || (excess < 0 && !rule.Below))
        {
            return null;
        }

        // Where nothing has been used for long, any use worth a word is one.
        decimal score = scatter == 0 ? Math.Sign(excess) * rule.Score : excess / scatter;
        decimal reach = rule.Score * scatter;
        return Math.Abs(score) < rule.Score
            ? null
            : new Anomaly(period, value, expected, Math.Max(0, expected - reach), expected + reach, score)
            {
                Since = period,
            };
    }
}
