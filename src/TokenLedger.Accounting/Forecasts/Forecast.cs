namespace TokenLedger.Accounting.Forecasts;

/// <summary>What the next periods will probably use, how sure that is, and how wrong it would have been so far.</summary>
public sealed record Forecast
{
    /// <summary>The model used, as reports name it.</summary>
    public required string Model { get; init; }

    /// <summary>Period by period.</summary>
    public required IReadOnlyList<decimal> Periods { get; init; }

    /// <summary>All periods together.</summary>
    public required decimal Total { get; init; }

    /// <summary>Below this the total will be in one case of ten, if the future is as the past.</summary>
    public required decimal Low { get; init; }

    /// <summary>Above this the total will be in one case of ten.</summary>
    public required decimal High { get; init; }

    /// <summary>How far totals foreseen this way were off in the past: the median, as a percentage of what was used.</summary>
    public required decimal ErrorPercent { get; init; }

    /// <summary>How many times it was tried on the past.</summary>
    public required int Trials { get; init; }

    /// <summary>What every model that could be tried would have been off by, the best first.</summary>
    public required IReadOnlyList<ModelError> Compared { get; init; }
}

/// <summary>How wrong a model was.</summary>
/// <param name="Model">Its name.</param>
/// <param name="ErrorPercent">The median error of its totals, as a percentage of what was used.</param>
public sealed record ModelError(string Model, decimal ErrorPercent);

/// <summary>A forecast, or why there is none.</summary>
/// <param name="Forecast">The forecast; null when there is not enough to go by.</param>
/// <param name="Problem">One sentence when there is none.</param>
public sealed record ForecastResult(Forecast? Forecast, string? Problem);
