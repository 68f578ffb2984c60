using TokenLedger.Accounting.Budgets;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Series;

namespace TokenLedger.Dashboard.Pages.Explore;

/// <summary>How long a bar of a chart is: some of the calendar's periods together.</summary>
/// <param name="Name">As it is chosen: "15min", "day".</param>
/// <param name="Per">The period.</param>
/// <param name="Together">How many periods a bar has, counted from midnight.</param>
public sealed record SeriesStep(string Name, CalendarPeriod Per, int Together)
{
    /// <summary>Most bars of a chart that is chosen by itself.</summary>
    public const int MostBars = 62;

    private static readonly TimeSpan s_longestOfMinutes = TimeSpan.FromMinutes(SeriesQuery.MostPeriods - 2);

    /// <summary>All of them, the shortest first.</summary>
    public static IReadOnlyList<SeriesStep> All { get; } =
    [
        new("minute", CalendarPeriod.Minute, 1),
        new("5min", CalendarPeriod.Minute, 5),
        new("15min", CalendarPeriod.Minute, 15),
        new("hour", CalendarPeriod.Hour, 1),
        new("6h", CalendarPeriod.Hour, 6),
        new("day", CalendarPeriod.Day, 1),
        new("week", CalendarPeriod.Week, 1),
        new("month", CalendarPeriod.Month, 1),
        new("year", CalendarPeriod.Year, 1),
    ];

    /// <summary>The one named, or the shortest that makes at most <see cref="MostBars"/> of a window.</summary>
    /// <param name="name">The name; null or unknown chooses.</param>
    /// <param name="window">How long the window is.</param>
    public static SeriesStep Of(string? name, TimeSpan window) =>
        All.FirstOrDefault(step =>
            step.Name == name
            && (step.Per != CalendarPeriod.Minute || window <= s_longestOfMinutes)
            && window / step.Length < 3 * MostBars
        )
        ?? All.FirstOrDefault(step => window / step.Length < MostBars)
        ?? All[^1];

    /// <summary>How long a bar is, about.</summary>
    public TimeSpan Length =>
        Together
        * Per switch
        {
            CalendarPeriod.Minute => TimeSpan.FromMinutes(1),
            CalendarPeriod.Hour => TimeSpan.FromHours(1),
            CalendarPeriod.Day => TimeSpan.FromDays(1),
            CalendarPeriod.Week => TimeSpan.FromDays(7),
            CalendarPeriod.Month => TimeSpan.FromDays(30),
            _ => TimeSpan.FromDays(365),
        };

    /// <summary>Which bar each period is in, and when each bar begins.</summary>
    public (int[] BarOf, IReadOnlyList<DateTimeOffset> Starts) Bars(
        IReadOnlyList<SeriesPeriod> periods,
        TimeZoneInfo zone
    )
    {
        ArgumentNullException.ThrowIfNull(periods);
        int[] barOf = new int[periods.Count];
        List<DateTimeOffset> starts = [];
        (DateTime, long) last = default;
        for (int i = 0; i < periods.Count; i++)
        {
            DateTimeOffset local = TimeZoneInfo.ConvertTime(periods[i].Start, zone);
            long number =
                Per == CalendarPeriod.Minute ? (long)local.TimeOfDay.TotalMinutes : (long)local.TimeOfDay.TotalHours;
            (DateTime, long) bar = (local.Date, number / Together);
            if (starts.Count == 0 || Together == 1 || bar != last)
            {
                starts.Add(periods[i].Start);
            }

            last = bar;
            barOf[i] = starts.Count - 1;
        }

        return (barOf, starts);
    }
}
