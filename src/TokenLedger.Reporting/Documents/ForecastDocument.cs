using TokenLedger.Accounting.Forecasts;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Queries.Foresight;

namespace TokenLedger.Reporting.Documents;

/// <summary>A forecast in JSON, the same on the command line and in the API. What was used is exact, what is foreseen rounded.</summary>
public sealed record ForecastDocument
{
    /// <summary>Ledger entries folded into it.</summary>
    public required long AsOfEntry { get; init; }

    /// <summary>Entries in the ledger when it was asked; more when the views lag.</summary>
    public required long LedgerSize { get; init; }

    /// <summary>The newest signed checkpoint; absent before the first.</summary>
    public CheckpointStamp? Checkpoint { get; init; }

    /// <summary>"as_corrected" or "as_booked".</summary>
    public required string Basis { get; init; }

    /// <summary>"cost" (amounts are USD), "tokens" or "calls".</summary>
    public required string Quantity { get; init; }

    /// <summary>The instant of the forecast, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The IANA time zone whose days count.</summary>
    public required string TimeZone { get; init; }

    /// <summary>The conditions.</summary>
    public required IReadOnlyList<string> Where { get; init; }

    /// <summary>Today, the first day foreseen.</summary>
    public required string First { get; init; }

    /// <summary>The last day foreseen.</summary>
    public required string Last { get; init; }

    /// <summary>Whether the end of this month is foreseen: then totals hold the days of it that have passed.</summary>
    public required bool Month { get; init; }

    /// <summary>The share of cases that intervals promise, in percent.</summary>
    public int IntervalPercent { get; init; } = 80;

    /// <summary>The grouping; absent without one.</summary>
    public string? By { get; init; }

    /// <summary>All calls of the slice.</summary>
    public required ForecastSeries Whole { get; init; }

    /// <summary>Each value of the grouping.</summary>
    public required IReadOnlyList<ForecastSeries> Groups { get; init; }

    /// <summary>What the cost of the past that is learned from rests on, today included.</summary>
    public required CostBasisDocument PastRestsOn { get; init; }

    /// <summary>Values left out by the limit.</summary>
    public required int GroupsLeftOut { get; init; }

    /// <summary>The document of a report.</summary>
    public static ForecastDocument Of(ForecastReport report, LedgerStamp stamp)
    {
        ForecastQuery query = report.Query;
        return new()
        {
            AsOfEntry = report.AsOfEntry,
            LedgerSize = stamp.LedgerSize,
            Checkpoint = stamp.Checkpoint,
            Basis = query.Basis,
            Quantity = OwnWords.Name(query.Of),
            At = query.At,
            TimeZone = query.Zone.Id,
            Where = [.. query.Where.Select(filter => filter.ToString())],
            First = GuessText.Day(report.First),
            Last = GuessText.Day(report.Last),
            Month = query.Days is null,
            By = query.By?.Name,
            Whole = ForecastSeries.Of(report.Whole, report),
            Groups = [.. report.Groups.Select(group => ForecastSeries.Of(group, report))],
            PastRestsOn = CostBasisDocument.Of(report.Basis),
            GroupsLeftOut = report.GroupsLeftOut,
        };
    }
}

/// <summary>What a slice has used and will use.</summary>
public sealed record ForecastSeries
{
    /// <summary>Value of the grouping by its name, null where calls had none; absent for the whole.</summary>
    public IReadOnlyDictionary<string, string?>? Group { get; init; }

    /// <summary>Used today so far.</summary>
    public required string Today { get; init; }

    /// <summary>Used in this month before today; absent when no month is foreseen.</summary>
    public string? Before { get; init; }

    /// <summary>What it comes to at the end, with what was used already; absent without a forecast.</summary>
    public IntervalDocument? Total { get; init; }

    /// <summary>The model used.</summary>
    public string? Model { get; init; }

    /// <summary>How far it was off on the past: the median, percent of what was used.</summary>
    public string? ErrorPercent { get; init; }

    /// <summary>How many times it was tried.</summary>
    public int? Trials { get; init; }

    /// <summary>Every model tried, the best first.</summary>
    public IReadOnlyList<ComparedModel>? Compared { get; init; }

    /// <summary>Why there is no forecast.</summary>
    public string? Problem { get; init; }

    /// <summary>What was used each day before today, from the first day of use on.</summary>
    public required IReadOnlyList<PastDay> Past { get; init; }

    /// <summary>What each day from today on will use; empty without a forecast.</summary>
    public required IReadOnlyList<ForeseenDay> Days { get; init; }

    /// <summary>The document of a series.</summary>
    public static ForecastSeries Of(SliceForecast series, ForecastReport report)
    {
        ForeseenQuantity of = report.Query.Of;
        Forecast? forecast = series.Forecast;
        bool isWhole = ReferenceEquals(series, report.Whole);
        return new()
        {
            Group = isWhole ? null : new Dictionary<string, string?> { [report.Query.By!.FieldName] = series.Key },
            Today = GuessText.Exact(series.Today),
            Before = report.Query.Days is null ? GuessText.Exact(series.Before) : null,
            Total = series.Total is { } total ? IntervalDocument.Of(total, of) : null,
            Model = forecast?.Model,
            ErrorPercent = forecast is null ? null : GuessText.Percent(forecast.ErrorPercent),
            Trials = forecast?.Trials,
            Compared = forecast is null
                ? null
                :
                [
                    .. forecast.Compared.Select(one => new ComparedModel(
                        one.Model,
                        GuessText.Percent(one.ErrorPercent)
                    )),
                ],
            Problem = series.Problem,
            Past =
            [
                .. series.Past.Select(
                    (used, i) => new PastDay(GuessText.Day(series.PastFrom.AddDays(i)), GuessText.Exact(used))
                ),
            ],
            Days = forecast is null
                ? []
                :
                [
                    .. forecast.Periods.Select(
                        (day, i) =>
                            new ForeseenDay(
                                GuessText.Day(report.First.AddDays(i)),
                                IntervalDocument.Of(day.Alone, of),
                                IntervalDocument.Of(day.SoFar, of)
                            )
                    ),
                ],
        };
    }
}

/// <summary>What is expected, and between what it will be in eight cases of ten.</summary>
/// <param name="Expected">The guess.</param>
/// <param name="Low">In one case of ten it will be less.</param>
/// <param name="High">In one case of ten it will be more.</param>
public sealed record IntervalDocument(string Expected, string Low, string High)
{
    /// <summary>The document of an interval.</summary>
    public static IntervalDocument Of(Interval interval, ForeseenQuantity of)
    {
        ArgumentNullException.ThrowIfNull(interval);
        return new(
            GuessText.Of(interval.Expected, of),
            GuessText.Of(interval.Low, of),
            GuessText.Of(interval.High, of)
        );
    }
}

/// <summary>How wrong a model was.</summary>
/// <param name="Model">Its name.</param>
/// <param name="ErrorPercent">Percent of what was used, the median.</param>
public sealed record ComparedModel(string Model, string ErrorPercent);

/// <summary>What was used on a day.</summary>
/// <param name="Day">The day.</param>
/// <param name="Used">Exact.</param>
public sealed record PastDay(string Day, string Used);

/// <summary>What a day will use.</summary>
/// <param name="Day">The day.</param>
/// <param name="Alone">It alone.</param>
/// <param name="SoFar">It and all foreseen before it together, without what was used before today.</param>
public sealed record ForeseenDay(string Day, IntervalDocument Alone, IntervalDocument SoFar);
