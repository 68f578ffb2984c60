using TokenLedger.Accounting.Budgets;
using TokenLedger.Accounting.Forecasts;
using TokenLedger.Dashboard.Charts;
using TokenLedger.Reporting.Queries.Foresight;

namespace TokenLedger.Dashboard.Pages.Forecast;

/// <summary>A forecast as a chart has it: the past as bars, what is foreseen as a line in its band.</summary>
public sealed class ForecastDrawing
{
    /// <summary>Days of the past drawn at most; all of them are learned from.</summary>
    public const int MostPast = 60;

    /// <summary>Lays it out.</summary>
    public ForecastDrawing(ForecastReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        SliceForecast whole = report.Whole;
        decimal[] past = [.. whole.Past.Skip(Math.Max(0, whole.Past.Count - MostPast)), whole.Today];
        int ahead = whole.Forecast?.Periods.Count ?? 1;
        PeriodGrid days = PeriodGrid.Around(
            report.Query.Zone,
            CalendarPeriod.Day,
            report.Query.At,
            past.Length - 1,
            ahead - 1
        );
        Starts = [.. Enumerable.Range(0, days.Count).Select(days.StartOf)];
        End = days.StartOf(days.Count);
        int first = past.Length - 1;
        decimal?[] used = new decimal?[days.Count];
        decimal?[] foreseen = new decimal?[days.Count];
        decimal?[] low = new decimal?[days.Count];
        decimal?[] high = new decimal?[days.Count];
        for (int i = 0; i < past.Length; i++)
        {
            used[i] = past[i];
        }

        for (int i = 0; whole.Forecast is { } forecast && i < ahead; i++)
        {
            Interval day = forecast.Periods[i].Alone;
            (foreseen[first + i], low[first + i], high[first + i]) = (day.Expected, day.Low, day.High);
        }

        Series = whole.Forecast is null
            ? [new("Used", used)]
            :
            [
                new("In eight cases of ten", low)
                {
                    Upper = high,
                    Shape = SeriesShape.Band,
                    Colour = 1,
                },
                new("Used", used),
                new("Foreseen", foreseen) { Shape = SeriesShape.Dashed, Colour = 1 },
            ];
    }

    /// <summary>When each day begins.</summary>
    public IReadOnlyList<DateTimeOffset> Starts { get; }

    /// <summary>When the last one ends.</summary>
    public DateTimeOffset End { get; }

    /// <summary>The series.</summary>
    public IReadOnlyList<ChartSeries> Series { get; }
}
