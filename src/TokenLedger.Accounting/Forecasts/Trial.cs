namespace TokenLedger.Accounting.Forecasts;

/// <summary>How a model did on the past: from many points of the past it foresaw as many periods as are asked for now.</summary>
internal sealed class Trial
{
    private readonly Misses[] _alone;
    private readonly Misses[] _soFar;

    private Trial(ForecastModel model, int periods)
    {
        Model = model;
        _alone = [.. Enumerable.Range(0, periods).Select(_ => new Misses())];
        _soFar = [.. Enumerable.Range(0, periods).Select(_ => new Misses())];
    }

    /// <summary>The model.</summary>
    public ForecastModel Model { get; }

    /// <summary>How many times it was tried.</summary>
    public int Count => _soFar[^1].Count;

    /// <summary>The median error of the totals, as a percentage of what was used.</summary>
    public decimal ErrorPercent { get; private set; }

    /// <summary>Tries a model from every point of the past, up to a number of them, the newest first.</summary>
    /// <returns>Null when the past is too short to try it often enough.</returns>
    public static Trial? Of(ForecastModel model, ReadOnlySpan<decimal> values, int season, int periods)
    {
        Trial trial = new(model, periods);
        List<decimal> errors = [];
        int earliest = model.Needs(season);
        for (int end = values.Length - periods; end >= earliest && errors.Count < Forecaster.MostTrials; end--)
        {
            decimal level = LevelBefore(values, end, season);
            decimal used = Sum(values.Slice(end, periods));
            if (level == 0 || used == 0)
            {
                continue; // nothing was going on: no scale to measure by
            }

            decimal[] foreseen = model.Continue(values[..end], season, periods);
            trial.Note(values.Slice(end, periods), foreseen, level);
            errors.Add(Math.Abs(used - Sum(foreseen)) * 100 / used);
        }

        if (errors.Count < Forecaster.FewestTrials)
        {
            return null;
        }

        trial.ErrorPercent = Sample.Median([.. errors]);
        return trial;
    }

    /// <summary>The mean period of the season before a point: the scale of what was going on.</summary>
    public static decimal LevelBefore(ReadOnlySpan<decimal> values, int end, int season) =>
        Sample.Mean(values[Math.Max(0, end - season)..end]);

    /// <summary>A forecast of this model with the intervals that its misses make.</summary>
    /// <param name="next">What it foresees.</param>
    /// <param name="level">The level before, see <see cref="LevelBefore"/>.</param>
    public IReadOnlyList<ForeseenPeriod> Around(decimal[] next, decimal level)
    {
        ForeseenPeriod[] periods = new ForeseenPeriod[next.Length];
        decimal sum = 0;
        for (int i = 0; i < next.Length; i++)
        {
            sum += next[i];
            periods[i] = new(
                _alone[i].Around(next[i], level, shared: 1),
                _soFar[i].Around(sum, level * (i + 1), shared: i + 1)
            );
        }

        return periods;
    }

    private void Note(ReadOnlySpan<decimal> used, decimal[] foreseen, decimal level)
    {
        decimal usedSoFar = 0;
        decimal foreseenSoFar = 0;
        for (int i = 0; i < foreseen.Length; i++)
        {
            usedSoFar += used[i];
            foreseenSoFar += foreseen[i];
            _alone[i].Add(used[i], foreseen[i], level);
            _soFar[i].Add(usedSoFar, foreseenSoFar, level * (i + 1));
        }
    }

    private static decimal Sum(ReadOnlySpan<decimal> values)
    {
        decimal sum = 0;
        foreach (decimal value in values)
        {
            sum += value;
        }

        return sum;
    }
}
