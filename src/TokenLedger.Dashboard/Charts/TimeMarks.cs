using System.Globalization;

namespace TokenLedger.Dashboard.Charts;

/// <summary>Which periods of a chart over time are named below it, and how.</summary>
public static class TimeMarks
{
    private const int Most = 7;

    /// <summary>The index of each period named, and its name in a zone.</summary>
    public static IEnumerable<(int Index, string Text)> Of(
        IReadOnlyList<DateTimeOffset> starts,
        DateTimeOffset end,
        TimeZoneInfo zone
    )
    {
        ArgumentNullException.ThrowIfNull(starts);
        int step = Math.Max(1, (starts.Count + Most - 1) / Most);
        string form = starts.Count == 0 ? "" : Form((end - starts[0]) / starts.Count, end - starts[0]);
        for (int i = 0; i < starts.Count; i += step)
        {
            yield return (i, Local(starts[i], zone).ToString(form, CultureInfo.InvariantCulture));
        }
    }

    /// <summary>A period in full: "Sat 2026-11-21", "2026-11-21 13:00–14:00".</summary>
    public static string Period(DateTimeOffset from, DateTimeOffset to, TimeZoneInfo zone)
    {
        DateTimeOffset first = Local(from, zone);
        DateTimeOffset after = Local(to, zone);
        CultureInfo culture = CultureInfo.InvariantCulture;
        bool wholeDays = first.TimeOfDay == TimeSpan.Zero && after.TimeOfDay == TimeSpan.Zero;
        return wholeDays && after.Date == first.Date.AddDays(1) ? first.ToString("ddd yyyy-MM-dd", culture)
            : wholeDays
                ? first.ToString("yyyy-MM-dd", culture) + " – " + after.AddDays(-1).ToString("yyyy-MM-dd", culture)
            : to - from < TimeSpan.FromMinutes(1) ? first.ToString("yyyy-MM-dd HH:mm:ss", culture)
            : first.ToString("yyyy-MM-dd HH:mm", culture) + "–" + after.ToString("HH:mm", culture);
    }

    private static string Form(TimeSpan period, TimeSpan all) =>
        period.TotalDays >= 360 ? "yyyy"
        : period.TotalDays >= 27 ? "MMM yyyy"
        : period.TotalHours >= 20 ? "d MMM"
        : all.TotalHours > 30 ? "d MMM HH:mm"
        : period.TotalMinutes >= 1 ? "HH:mm"
        : "HH:mm:ss";

    private static DateTimeOffset Local(DateTimeOffset at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(at, zone);
}
