using TokenLedger.Accounting.Forecasts;

namespace TokenLedger.Accounting.Anomalies;

/// <summary>What is usual in a series as far as it was known before one of its periods.</summary>
internal sealed class Usual
{
    /// <summary>
    /// What periods that are usually quiet may use without a word, as a part of the mean period: a night with one call more
    /// is no anomaly.
    /// </summary>
    private const decimal QuietPart = 0.08m;

    /// <summary>Of misses, one in ten is larger than this many deviations when they scatter normally.</summary>
    private const decimal TenthOf = 1.645m;

    private readonly JudgedSeries _series;
    private readonly decimal[] _shares;
    private decimal _ofExpected;
    private decimal _ofRoot;
    private decimal _quiet;

    private Usual(JudgedSeries series, int firstUse, bool isSilent, decimal[] shares) =>
        (_series, FirstUse, IsSilent, _shares) = (series, firstUse, isSilent, shares);

    /// <summary>
    /// The first period with use since the last long silence; before it there was nothing to learn from. The period asked for
    /// when there is none before it.
    /// </summary>
    public int FirstUse { get; }

    /// <summary>Whether nothing was used for long: then there is nothing to go by, and any use is a first one.</summary>
    public bool IsSilent { get; }

    /// <summary>Learns from what was before a period.</summary>
    public static Usual Before(JudgedSeries series, int period)
    {
        int first = FirstUseBefore(series, period);
        int seasons = Math.Min(AnomalyDetector.MostSeasons, (period - first) / series.Season);
        int from = period - (seasons * series.Season);
        Usual usual = new(series, first, first == period, Shares(series, from, seasons));
        usual.Measure(from, period);
        return usual;
    }

    /// <summary>What a period should be: the share of its place of the level before it.</summary>
    public decimal Expected(int period) => Share(period) * Level(period);

    /// <summary>How far a period like it usually is off, as a standard deviation.</summary>
    public decimal Scatter(decimal expected) =>
        Math.Max(_quiet, Math.Max(_ofExpected * expected, _ofRoot * Root(expected)));

    private static int FirstUseBefore(JudgedSeries series, int period)
    {
        int silence = AnomalyDetector.FewestSeasons * series.Season;
        int first = period;
        int last = -1;
        for (int i = 0; i < period; i++)
        {
            if (series.Values[i] is > 0)
            {
                first = last < 0 || i - last > silence ? i : first;
                last = i;
            }
        }

        // Silent for long until now: what comes next is a first use.
        return last < 0 || period - last > silence ? period : first;
    }

    /// <summary>What each place of a season is of its season's mean, as the median over the seasons.</summary>
    private static decimal[] Shares(JudgedSeries series, int from, int seasons)
    {
        int season = series.Season;
        decimal[] shares = new decimal[season];
        decimal?[] means = new decimal?[seasons];
        for (int i = 0; i < seasons; i++)
        {
            means[i] = Mean(series, from + (i * season), season);
        }

        List<decimal> seen = new(seasons);
        for (int place = 0; place < season; place++)
        {
            seen.Clear();
            for (int i = 0; i < seasons; i++)
            {
                if (means[i] is { } mean and > 0 && series.Values[from + (i * season) + place] is { } value)
                {
                    seen.Add(value / mean);
                }
            }

            shares[(from + place) % season] = seen.Count == 0 ? 0 : Sample.Median([.. seen]);
        }

        return shares;
    }

    private static decimal? Mean(JudgedSeries series, int from, int count)
    {
        decimal sum = 0;
        int known = 0;
        for (int i = from; i < from + count; i++)
        {
            if (series.Values[i] is { } value)
            {
                sum += value;
                known++;
            }
        }

        return known == 0 ? null : sum / known;
    }

    /// <summary>How far the periods before were off, each by what was known then.</summary>
    private void Measure(int from, int period)
    {
        List<decimal> ofExpected = [];
        List<decimal> ofRoot = [];
        decimal sum = 0;
        for (int i = from + _series.Recent; i < period; i++)
        {
            if (_series.Values[i] is { } value && Expected(i) is var expected and > 0)
            {
                ofExpected.Add((value - expected) / expected);
                ofRoot.Add((value - expected) / Root(expected));
                sum += expected;
            }
        }

        if (ofExpected.Count > 0)
        {
            _ofExpected = Deviation(ofExpected);
            _ofRoot = Deviation(ofRoot);
            _quiet = QuietPart * sum / ofExpected.Count;
        }
    }

    /// <summary>The usual deviation: of the many in the middle, or of the few far out when those say more (a heavy tail).</summary>
    private static decimal Deviation(List<decimal> misses)
    {
        decimal[] distances = [.. misses.Select(Math.Abs)];
        Array.Sort(distances);
        return Math.Max(Sample.Spread([.. misses]), Sample.Quantile(distances, 0.9m) / TenthOf);
    }

    private decimal Share(int period) => _shares[period % _series.Season];

    /// <summary>What a whole share is now: the median of the last periods, each by the weight of its share.</summary>
    private decimal Level(int period)
    {
        List<(decimal Value, decimal Weight)> said = new(_series.Recent);
        for (int i = Math.Max(0, period - _series.Recent); i < period; i++)
        {
            if (_series.Values[i] is { } value && Share(i) is var share and > 0)
            {
                said.Add((value / share, share));
            }
        }

        return Sample.WeightedMedian(said);
    }

    // A root of what is expected, for a statistic: not money.
    private static decimal Root(decimal value) => (decimal)Math.Sqrt((double)value);
}
