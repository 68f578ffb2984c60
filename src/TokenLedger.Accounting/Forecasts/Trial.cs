namespace TokenLedger.Accounting.Forecasts;

/// <summary>How a model did on the past: from many points of the past it foresaw as many periods as are asked for now.</summary>
internal sealed class Trial
{
    private Trial(ForecastModel model, List<decimal> misses, decimal errorPercent)
    {
        Model = model;
        Misses = misses;
        ErrorPercent = errorPercent;
    }

    /// <summary>The model.</summary>
    public ForecastModel Model { get; }

    /// <summary>Used minus foreseen, in levels (the mean period before the forecast), sorted.</summary>
    public IReadOnlyList<decimal> Misses { get; }

    /// <summary>The median error of the totals, as a percentage of what was used.</summary>
    public decimal ErrorPercent { get; }

    /// <summary>Tries a model from every point of the past, up to a number of them, the newest first.</summary>
    /// <returns>Null when the past is too short to try it often enough.</returns>
    public static Trial? Of(ForecastModel model, ReadOnlySpan<decimal> values, int season, int periods)
    {
        List<decimal> misses = [];
        List<decimal> errors = [];
        int earliest = model.Needs(season);
        for (int end = values.Length - periods; end >= earliest && errors.Count < Forecaster.MostTrials; end--)
        {
            decimal level = Sample.Mean(values[Math.Max(0, end - season)..end]);
            decimal used = Sum(values.Slice(end, periods));
            if (level == 0 || used == 0)
            {
                continue; // nothing was going on: no scale to measure by
            }

            decimal foreseen = Sum(model.Continue(values[..end], season, periods));
            misses.Add((used - foreseen) / level);
            errors.Add(Math.Abs(used - foreseen) * 100 / used);
        }

        if (errors.Count < Forecaster.FewestTrials)
        {
            return null;
        }

        misses.Sort();
        return new Trial(model, misses, Sample.Median([.. errors]));
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
