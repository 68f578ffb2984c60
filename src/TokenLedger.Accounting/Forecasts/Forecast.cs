namespace TokenLedger.Accounting.Forecasts;

/// <summary>What the next periods will probably use, how sure that is, and how wrong it would have been so far.</summary>
public sealed record Forecast
{
    /// <summary>The model used, as reports name it.</summary>
    public required string Model { get; init; }

    /// <summary>Period by period.</summary>
    public required IReadOnlyList<ForeseenPeriod> Periods { get; init; }

    /// <summary>All periods together.</summary>
    public Interval Total => Periods[^1].SoFar;

    /// <summary>How far totals foreseen this way were off in the past: the median, as a percentage of what was used.</summary>
    public required decimal ErrorPercent { get; init; }

    /// <summary>How many times it was tried on the past.</summary>
    public required int Trials { get; init; }

    /// <summary>What every model that could be tried would have been off by, the best first.</summary>
    public required IReadOnlyList<ModelError> Compared { get; init; }
}

/// <summary>What is expected, and between what it will be in eight cases of ten, if the future is as the past.</summary>
/// <param name="Expected">Not below <paramref name="Low"/> nor above <paramref name="High"/>.</param>
/// <param name="Low">In one case of ten it will be less.</param>
/// <param name="High">In one case of ten it will be more.</param>
public sealed record Interval(decimal Expected, decimal Low, decimal High)
{
    /// <summary>The same on top of what is certain.</summary>
    public Interval Plus(decimal certain) => new(Expected + certain, Low + certain, High + certain);

    /// <summary>The same, knowing that it cannot be less than a part that is already known.</summary>
    public Interval AtLeast(decimal known) =>
        new(Math.Max(known, Expected), Math.Max(known, Low), Math.Max(known, High));
}

/// <summary>One period of a forecast.</summary>
/// <param name="Alone">What it will use.</param>
/// <param name="SoFar">What it and all before it will use together.</param>
public sealed record ForeseenPeriod(Interval Alone, Interval SoFar);

/// <summary>How wrong a model was.</summary>
/// <param name="Model">Its name.</param>
/// <param name="ErrorPercent">The median error of its totals, as a percentage of what was used.</param>
public sealed record ModelError(string Model, decimal ErrorPercent);

/// <summary>A forecast, or why there is none.</summary>
/// <param name="Forecast">The forecast; null when there is not enough to go by.</param>
/// <param name="Problem">One sentence when there is none.</param>
public sealed record ForecastResult(Forecast? Forecast, string? Problem);
