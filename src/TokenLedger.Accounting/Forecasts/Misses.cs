namespace TokenLedger.Accounting.Forecasts;

/// <summary>
/// What a model missed by on the past, so many periods ahead, as parts of what it foresaw; and the interval that makes.
/// </summary>
internal sealed class Misses
{
    private const decimal Tail = 0.1m;

    /// <summary>Of a quiet period a miss is measured in this part of the level, not in next to nothing.</summary>
    private const decimal LeastScale = 0.1m;

    /// <summary>
    /// How much wider an interval is for each root of independent trials. Trials that foresee thirty days from two days in a
    /// row share twenty-nine of them and tell less than their number; and the best of several models looks better on the
    /// past than it is. Measured, see docs/forecasts.md.
    /// </summary>
    private const double Widening = 0.75;

    private readonly List<decimal> _parts = [];

    /// <summary>How many there are.</summary>
    public int Count => _parts.Count;

    /// <summary>Notes a miss.</summary>
    /// <param name="used">What was used.</param>
    /// <param name="foreseen">What was foreseen.</param>
    /// <param name="level">What as many periods have used on average before, above 0.</param>
    public void Add(decimal used, decimal foreseen, decimal level) =>
        _parts.Add((used - foreseen) / Scale(foreseen, level));

    /// <summary>The interval that leaves one miss of ten out at each end.</summary>
    /// <param name="foreseen">What is foreseen now.</param>
    /// <param name="level">What as many periods have used on average before.</param>
    /// <param name="shared">How many periods two trials in a row have in common, and one.</param>
    public Interval Around(decimal foreseen, decimal level, int shared)
    {
        decimal[] sorted = [.. _parts];
        Array.Sort(sorted);
        decimal middle = Sample.Median(sorted);
        decimal independent = 1 + ((decimal)(sorted.Length - 1) / shared);
        decimal wider = 1 + (decimal)(Widening / Math.Sqrt((double)independent));
        decimal scale = Scale(foreseen, level);
        decimal low = foreseen + ((middle + ((Sample.Quantile(sorted, Tail) - middle) * wider)) * scale);
        decimal high = foreseen + ((middle + ((Sample.Quantile(sorted, 1 - Tail) - middle) * wider)) * scale);
        return new(foreseen, Math.Max(0, Math.Min(foreseen, low)), Math.Max(foreseen, high));
    }

    private static decimal Scale(decimal foreseen, decimal level) => Math.Max(foreseen, level * LeastScale);
}
