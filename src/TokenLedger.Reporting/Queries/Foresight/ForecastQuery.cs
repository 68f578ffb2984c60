using TokenLedger.Accounting.Forecasts;

namespace TokenLedger.Reporting.Queries.Foresight;

/// <summary>
/// A question about what will be used. The window is the past that is learned from: its end is the instant at which one
/// asks, so that an end in the past gives the forecast of that time.
/// </summary>
public sealed record ForecastQuery : Slice
{
    /// <summary>How far back is learned from when nothing else is said: enough to know weekdays and growth.</summary>
    public const string DefaultLast = "366d";

    /// <summary>Series answered when nothing else is said; each is tried out on its past, which takes a while.</summary>
    public const int DefaultLimit = 20;

    /// <summary>Most series.</summary>
    public const int MostSeries = 100;

    /// <summary>Most days learned from.</summary>
    public const int MostPast = 732;

    /// <summary>The words of its own, beside those of <see cref="SliceWords"/>.</summary>
    public static IReadOnlyList<string> Words { get; } = ["of", "days", "by", "limit"];

    /// <summary>When it is asked.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>What is foreseen.</summary>
    public ForeseenQuantity Of { get; init; }

    /// <summary>Days foreseen, today the first, 1 to <see cref="Forecaster.MostPeriods"/>; null for the rest of this month.</summary>
    public int? Days { get; init; }

    /// <summary>A forecast for each value too; null for the whole only.</summary>
    public Grouping? By { get; init; }

    /// <summary>Most series of <see cref="By"/>, those of the greatest use first.</summary>
    public int Limit { get; init; } = DefaultLimit;

    /// <summary>The instant of the forecast.</summary>
    public DateTimeOffset At => Window.To is { } to && to < Now ? to : Now;

    /// <summary>Reads a question from named texts.</summary>
    /// <param name="words">The texts.</param>
    /// <param name="now">The clock.</param>
    /// <param name="problem">One sentence when the result is null.</param>
    public static ForecastQuery? Read(SliceWords words, DateTimeOffset now, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(words);
        OwnWords own = new(words);
        ForecastQuery query = new()
        {
            Now = now,
            Of = own.Choice("of", ForeseenQuantity.Cost),
            Days = own.Number("days", 1, Forecaster.MostPeriods),
            By = own.Grouping("by"),
            Limit = own.Number("limit", 1, MostSeries) ?? DefaultLimit,
        };
        problem = own.Problem;
        return problem is null ? words.Read(query, DefaultLast, now, out problem) : null;
    }
}
