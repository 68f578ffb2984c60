using TokenLedger.Accounting.Forecasts;

namespace TokenLedger.Accounting.Anomalies;

/// <summary>
/// What each place of a season is of its season's mean, over the seasons before a period: of everything that was known, and
/// without each of the seasons, by which that season itself is measured. A period that helped to say what is usual would
/// look more usual than the next one will.
/// </summary>
internal sealed class SeasonShares
{
    private readonly JudgedSeries _series;
    private readonly int _from;
    private readonly decimal?[] _means;
    private readonly decimal[] _all;
    private readonly decimal[]?[] _without;

    /// <summary>Learns from whole seasons.</summary>
    /// <param name="series">The series.</param>
    /// <param name="from">The first period of the first season.</param>
    /// <param name="seasons">How many there are.</param>
    public SeasonShares(JudgedSeries series, int from, int seasons)
    {
        (_series, _from) = (series, from);
        _means = [.. Enumerable.Range(0, seasons).Select(Mean)];
        _all = Learn(left: -1);
        _without = new decimal[seasons][];
    }

    /// <summary>The share of a period's place.</summary>
    public decimal Of(int period) => _all[period % _series.Season];

    /// <summary>The shares as they would be without the season that a period is of.</summary>
    public decimal[] Without(int period)
    {
        int season = (period - _from) / _series.Season;
        return _without[season] ??= Learn(season);
    }

    /// <summary>In how many seasons the place of a period has a value.</summary>
    public int Known(int period)
    {
        int place = (((period - _from) % _series.Season) + _series.Season) % _series.Season;
        return Enumerable.Range(0, _means.Length).Count(i => Value(i, place) is not null);
    }

    private decimal[] Learn(int left)
    {
        decimal[] shares = new decimal[_series.Season];
        List<decimal> seen = new(_means.Length);
        for (int place = 0; place < shares.Length; place++)
        {
            seen.Clear();
            for (int i = 0; i < _means.Length; i++)
            {
                if (i != left && _means[i] is { } mean and > 0 && Value(i, place) is { } value)
                {
                    seen.Add(value / mean);
                }
            }

            shares[(_from + place) % shares.Length] = seen.Count == 0 ? 0 : Sample.Midmean([.. seen]);
        }

        return shares;
    }

    private decimal? Value(int season, int place) => _series.Values[_from + (season * _series.Season) + place];

    private decimal? Mean(int season)
    {
        decimal sum = 0;
        int known = 0;
        for (int place = 0; place < _series.Season; place++)
        {
            if (Value(season, place) is { } value)
            {
                sum += value;
                known++;
            }
        }

        return known == 0 ? null : sum / known;
    }
}
