using TokenLedger.Accounting.Forecasts;
using TokenLedger.Dashboard.Charts;
using TokenLedger.Reporting.Queries.Budgets;

namespace TokenLedger.Dashboard.Pages.Budgets;

/// <summary>How an account is being used up, as a chart has it: what was used by when, and how it will go on.</summary>
public sealed class BurnDrawing
{
    /// <summary>Lays it out.</summary>
    public BurnDrawing(AccountBurn burn)
    {
        ArgumentNullException.ThrowIfNull(burn);
        IReadOnlyList<CoursePoint> ahead = burn.Course?.Points ?? [];
        int known = burn.Series.Count;
        List<DateTimeOffset> starts = [.. burn.Series.Select(point => point.From)];
        DateTimeOffset end = known > 0 ? burn.Series[^1].To : burn.Course?.Now ?? default;
        decimal?[] used = new decimal?[known + ahead.Count];
        decimal?[] foreseen = new decimal?[used.Length];
        decimal?[] low = new decimal?[used.Length];
        decimal?[] high = new decimal?[used.Length];
        for (int i = 0; i < known; i++)
        {
            // What the calls do not tell stands below all of it; where they tell more, nothing is below nothing.
            used[i] = Math.Max(0, burn.Series[i].SoFar + burn.Elsewhere);
        }

        for (int i = 0; i < ahead.Count; i++)
        {
            starts.Add(end);
            end = ahead[i].At;
            Interval then = ahead[i].Used;
            (foreseen[known + i], low[known + i], high[known + i]) = (then.Expected, then.Low, then.High);
        }

        Starts = starts;
        End = end;
        Series =
            ahead.Count == 0
                ? [new("Used so far", used) { Shape = SeriesShape.Area }]
                :
                [
                    new("In eight cases of ten", low)
                    {
                        Upper = high,
                        Shape = SeriesShape.Band,
                        Colour = 1,
                    },
                    new("Used so far", used),
                    new("Foreseen", foreseen) { Shape = SeriesShape.Dashed, Colour = 1 },
                ];
    }

    /// <summary>When each period begins.</summary>
    public IReadOnlyList<DateTimeOffset> Starts { get; }

    /// <summary>When the last one ends.</summary>
    public DateTimeOffset End { get; }

    /// <summary>The series.</summary>
    public IReadOnlyList<ChartSeries> Series { get; }
}
