using TokenLedger.Accounting.Forecasts;

namespace TokenLedger.Accounting.Anomalies;

/// <summary>What is usual in a series as far as it was known before one of its periods.</summary>
internal sealed class Usual
{
    private readonly JudgedSeries _series;
    private readonly SeasonShares _shares;
    private readonly UsualScatter _scatter;

    private Usual(JudgedSeries series, int firstUse, bool isSilent, int from, int period)
    {
        (_series, FirstUse, IsSilent) = (series, firstUse, isSilent);
        _shares = new(series, from, (period - from) / series.Season);
        _scatter = new(Misses(from, period));
    }

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
        return new(series, first, first == period, period - (seasons * series.Season), period);
    }

    /// <summary>What a period should be: the share of its place of the level before it.</summary>
    public decimal Expected(int period) => _shares.Of(period) * Level(period, _shares.Of);

    /// <summary>How far a period like it usually is off, as a standard deviation.</summary>
    public decimal Scatter(decimal expected) => _scatter.Of(expected);

    /// <summary>
    /// Whether enough is known of a period like it. Of an amount always: no use is 0. Of a rate only where the same place had
    /// one in <see cref="AnomalyDetector.FewestSeasons"/> seasons, and a quarter of the last periods: without calls there is none.
    /// </summary>
    public bool Knows(int period) =>
        !_series.IsRate
        || (_shares.Known(period) >= AnomalyDetector.FewestSeasons && RecentlyKnown(period) * 4 >= _series.Recent);

    private static int FirstUseBefore(JudgedSeries series, int period)
    {
        int silence = AnomalyDetector.FewestSeasons * series.Season;
        int first = period;
        int last = -1;
        for (int i = 0; i < period; i++)
        {
            if (series.Values[i] is { } value && (value > 0 || series.IsRate))
            {
                first = last < 0 || i - last > silence ? i : first;
                last = i;
            }
        }

        // Silent for long until now: what comes next is a first use.
        return last < 0 || period - last > silence ? period : first;
    }

    /// <summary>How far the periods before were off, each by what was known without its own season.</summary>
    private List<(decimal, decimal)> Misses(int from, int period)
    {
        List<(decimal, decimal)> misses = [];
        for (int i = from + _series.Recent; i < period; i++)
        {
            decimal[] shares = _shares.Without(i);
            decimal share = shares[i % _series.Season];
            if (
                share > 0
                && _series.Values[i] is { } value
                && share * Level(i, other => shares[other % _series.Season]) is var expected and > 0
            )
            {
                misses.Add((expected, value - expected));
            }
        }

        return misses;
    }

    /// <summary>What a whole share is now: the mean of the middle half of the last periods, each by the weight of its share.</summary>
    private decimal Level(int period, Func<int, decimal> shareOf)
    {
        List<(decimal Value, decimal Weight)> said = new(_series.Recent);
        for (int i = Math.Max(0, period - _series.Recent); i < period; i++)
        {
            if (_series.Values[i] is { } value && shareOf(i) is var share and > 0)
            {
                said.Add((value / share, share));
            }
        }

        return Sample.WeightedMidmean(said);
    }

    private int RecentlyKnown(int period) =>
        Enumerable
            .Range(Math.Max(0, period - _series.Recent), Math.Min(period, _series.Recent))
            .Count(i => _series.Values[i] is not null);
}
