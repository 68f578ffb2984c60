using TokenLedger.Accounting.Forecasts;

namespace TokenLedger.Accounting.Anomalies;

/// <summary>Who or what made a period an anomaly.</summary>
/// <param name="Name">The feature, model, agent.</param>
/// <param name="Excess">How much more than expected it used; negative for less.</param>
/// <param name="Percent">Its part of the whole excess.</param>
public sealed record Contributor(string Name, decimal Excess, decimal Percent)
{
    /// <summary>The largest contributors to an anomaly, those that pushed the same way, the largest first.</summary>
    /// <param name="anomaly">The anomaly of the whole.</param>
    /// <param name="parts">The series of each part; those of the whole split by one dimension.</param>
    /// <param name="most">Most of them.</param>
    public static IReadOnlyList<Contributor> Of(
        Anomaly anomaly,
        IEnumerable<KeyValuePair<string, PeriodSeries>> parts,
        int most
    )
    {
        ArgumentNullException.ThrowIfNull(anomaly);
        ArgumentNullException.ThrowIfNull(parts);
        List<Contributor> found = [];
        foreach ((string name, PeriodSeries series) in parts)
        {
            // A part too young to be expected anything of is all excess: that is what a launch looks like.
            decimal expected = AnomalyDetector.ExpectedOf(series, anomaly.Period) ?? 0;
            decimal excess = series.Values[anomaly.Period] - expected;
            if (excess != 0 && excess > 0 == anomaly.Excess > 0)
            {
                found.Add(new Contributor(name, excess, excess * 100 / anomaly.Excess));
            }
        }

        return
        [
            .. found
                .OrderByDescending(one => Math.Abs(one.Excess))
                .ThenBy(one => one.Name, StringComparer.Ordinal)
                .Take(most),
        ];
    }
}
