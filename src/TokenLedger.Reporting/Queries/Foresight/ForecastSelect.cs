using Microsoft.Data.Sqlite;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Accounting.Forecasts;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries.Foresight;

/// <summary>Answers a <see cref="ForecastQuery"/> with one scan, two when it is grouped.</summary>
internal sealed class ForecastSelect(
    SqliteConnection connection,
    ColumnView columns,
    long position,
    ForecastQuery query
)
{
    private const int Week = 7;

    private readonly PeriodGrid _days = Days(query);

    /// <summary>Index of today.</summary>
    private int Today => _days.Count - 1;

    /// <summary>The answer.</summary>
    public ForecastReport Run()
    {
        DateOnly today = _days.DayOf(Today);
        bool isMonth = query.Days is null;
        int count = query.Days ?? DateTime.DaysInMonth(today.Year, today.Month) - today.Day + 1;
        decimal[] whole = Series(null)[0];
        Dictionary<long, decimal[]> groups = query.By is null ? [] : Series(query.By);
        NameTexts texts = new(connection);
        SliceForecast[] shown =
        [
            .. groups
                .Select(group => (Key: texts.Of(group.Key == 0 ? null : group.Key), Days: group.Value))
                .OrderByDescending(group => group.Days.Sum())
                .ThenBy(group => group.Key, StringComparer.Ordinal)
                .Take(query.Limit)
                .Select(group => Foresee(group.Key, group.Days, today, count, isMonth)),
        ];
        return new()
        {
            Query = query,
            First = today,
            Last = today.AddDays(count - 1),
            Whole = Foresee(null, whole, today, count, isMonth),
            Groups = shown,
            Basis = CostBasis.Of(connection, columns, position, query, new(_days.StartOf(0), query.At)),
            GroupsLeftOut = groups.Count - shown.Length,
            AsOfEntry = position,
        };
    }

    private static PeriodGrid Days(ForecastQuery query)
    {
        int back = query.Window.From is { } from
            ? (int)Math.Clamp((query.At - from).TotalDays, 0, ForecastQuery.MostPast)
            : ForecastQuery.MostPast;
        return PeriodGrid.Around(query.Zone, CalendarPeriod.Day, query.At, back, after: 0);
    }

    private Dictionary<long, decimal[]> Series(Grouping? by) =>
        PastSelect.Run(
            connection,
            columns,
            position,
            query,
            _days,
            query.Of,
            by,
            until: EntryTime.ToMicroseconds(query.At)
        );

    private SliceForecast Foresee(string? key, decimal[] used, DateOnly today, int count, bool isMonth)
    {
        // Refunds may make a day negative; a forecast of use knows none below zero.
        PeriodSeries past = new([.. used[..^1].Select(day => Math.Max(0, day))], Week);
        ForecastResult result = Forecaster.Foresee(past, count);
        int first = Array.FindIndex(used, day => day != 0);
        first = first < 0 ? Today : Math.Min(first, Today);
        return new()
        {
            Key = key,
            PastFrom = _days.DayOf(first),
            Past = used[first..^1],
            Today = used[^1],
            Before = isMonth ? used[Math.Max(0, used.Length - today.Day)..^1].Sum() : 0,
            Forecast = result.Forecast,
            Problem = result.Problem,
        };
    }
}
