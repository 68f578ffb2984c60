using TokenLedger.Accounting.Forecasts;

namespace TokenLedger.Accounting.Anomalies;

/// <summary>
/// How far periods usually are off, as a standard deviation. It grows with what is expected: as its root where calls come by
/// chance, in proportion where days as a whole are better or worse; the power between the two is learned from quiet and busy
/// periods. Otherwise weekends, which are few, would be judged by the scatter of working days.
/// </summary>
internal sealed class UsualScatter
{
    /// <summary>
    /// What periods that are usually quiet may use without a word, as a part of the mean period: a night with one call more
    /// is no anomaly.
    /// </summary>
    private const decimal QuietPart = 0.04m;

    /// <summary>A period is quiet below this part of the mean.</summary>
    private const decimal QuietBelow = 0.6m;

    /// <summary>Fewest quiet and busy periods from which the power is learned.</summary>
    private const int FewestOfKind = 6;

    /// <summary>Of misses, two in ten are larger than this many deviations when they scatter normally.</summary>
    private const decimal FifthOf = 1.2816m;

    private readonly decimal _ofPower;
    private readonly double _power = 1;
    private readonly decimal _quiet;

    /// <summary>Learns from how far periods were off.</summary>
    /// <param name="misses">What was expected of each, above 0, and how much more it was.</param>
    public UsualScatter(IReadOnlyList<(decimal Expected, decimal Miss)> misses)
    {
        if (misses.Count == 0)
        {
            return;
        }

        decimal mean = misses.Average(one => one.Expected);
        _quiet = QuietPart * mean;
        _power = Power(misses, mean);
        decimal[] distances = [.. misses.Select(one => Math.Abs(one.Miss) / Raised(one.Expected))];
        Array.Sort(distances);
        _ofPower = Sample.Quantile(distances, 0.8m) / FifthOf;
    }

    /// <summary>The deviation of a period of which so much is expected.</summary>
    public decimal Of(decimal expected) => Math.Max(_quiet, _ofPower * Raised(expected));

    private static double Power(IReadOnlyList<(decimal Expected, decimal Miss)> misses, decimal mean)
    {
        (decimal Expected, decimal Miss)[] quiet = [.. misses.Where(one => one.Expected < mean * QuietBelow)];
        (decimal Expected, decimal Miss)[] busy = [.. misses.Where(one => one.Expected >= mean * QuietBelow)];
        if (quiet.Length < FewestOfKind || busy.Length < FewestOfKind)
        {
            return 1;
        }

        double sizes = (double)(busy.Average(one => one.Expected) / quiet.Average(one => one.Expected));
        decimal ofQuiet = Sample.Median([.. quiet.Select(one => Math.Abs(one.Miss))]);
        decimal ofBusy = Sample.Median([.. busy.Select(one => Math.Abs(one.Miss))]);
        return ofQuiet == 0 || sizes <= 1.5 ? 1
            : ofBusy == 0 ? 0.5
            : Math.Clamp(Math.Log((double)(ofBusy / ofQuiet)) / Math.Log(sizes), 0.5, 1);
    }

    // A power of what is expected, for a statistic: not money.
    private decimal Raised(decimal expected) => _power == 1 ? expected : (decimal)Math.Pow((double)expected, _power);
}
