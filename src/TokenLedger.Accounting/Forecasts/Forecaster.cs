namespace TokenLedger.Accounting.Forecasts;

/// <summary>
/// Foresees a series: tries every model on the past, takes the one that was least wrong, and says how wrong it was. The
/// interval is made of the misses of those trials, not of an assumed distribution.
/// </summary>
public static class Forecaster
{
    /// <summary>Fewest trials on the past that make a forecast honest.</summary>
    public const int FewestTrials = 5;

    /// <summary>Most trials; older ones tell of another time.</summary>
    public const int MostTrials = 60;

    /// <summary>Most periods foreseen at once.</summary>
    public const int MostPeriods = 366;

    /// <summary>Foresees the periods after a series.</summary>
    /// <param name="series">The past; the period under way is not part of it.</param>
    /// <param name="periods">How many, 1 to <see cref="MostPeriods"/>.</param>
    public static ForecastResult Foresee(PeriodSeries series, int periods)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentOutOfRangeException.ThrowIfLessThan(periods, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(periods, MostPeriods);
        decimal[] values = [.. series.FromFirstUse().Values];
        List<Trial> trials = [];
        foreach (ForecastModel model in ForecastModel.All)
        {
            if (Trial.Of(model, values, series.Season, periods) is { } trial)
            {
                trials.Add(trial);
            }
        }

        return trials.Count == 0
            ? new(null, NotEnough(values.Length, series.Season, periods))
            : new(Build(values, series.Season, periods, trials), null);
    }

    private static string NotEnough(int known, int season, int periods)
    {
        int needed = ForecastModel.All.Min(model => model.Needs(season)) + periods + FewestTrials - 1;
        return known < needed
            ? $"Not enough data: {known} periods are known and {needed} are needed to foresee {periods} and to know how "
                + "wrong that may be. Ask for fewer periods, or later."
            : "Not enough data: in most periods nothing was used.";
    }

    private static Forecast Build(decimal[] values, int season, int periods, List<Trial> trials)
    {
        // A stable sort: among equals the simplest stays first.
        Trial[] ranked = [.. trials.OrderBy(trial => trial.ErrorPercent)];
        Trial best = ranked[0];
        decimal[] next = best.Model.Continue(values, season, periods);
        return new Forecast
        {
            Model = best.Model.Name,
            Periods = best.Around(next, Trial.LevelBefore(values, values.Length, season)),
            ErrorPercent = best.ErrorPercent,
            Trials = best.Count,
            Compared = [.. ranked.Select(trial => new ModelError(trial.Model.Name, trial.ErrorPercent))],
        };
    }
}
