using TokenLedger.Accounting.Forecasts.Models;

namespace TokenLedger.Accounting.Forecasts;

/// <summary>A way to continue a series. All of them are tried on the past; the one that was least wrong is used.</summary>
public abstract class ForecastModel
{
    /// <summary>All of them, the simplest first: among equals the simplest is used.</summary>
    public static IReadOnlyList<ForecastModel> All { get; } =
    [new LastValueModel(), new RecentMeanModel(), new SeasonalModel(), new TrendModel()];

    /// <summary>Its name in reports ("seasonal").</summary>
    public abstract string Name { get; }

    /// <summary>Fewest periods it can learn from.</summary>
    /// <param name="season">Periods of a season.</param>
    public abstract int Needs(int season);

    /// <summary>The next periods, none below zero.</summary>
    /// <param name="history">The past, the oldest first, at least <see cref="Needs"/> periods.</param>
    /// <param name="season">Periods of a season.</param>
    /// <param name="periods">How many to foresee.</param>
    public abstract decimal[] Continue(ReadOnlySpan<decimal> history, int season, int periods);
}
