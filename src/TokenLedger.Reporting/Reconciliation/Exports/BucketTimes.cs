using System.Globalization;
using TokenLedger.Accounting.Reconciliation;

namespace TokenLedger.Reporting.Reconciliation.Exports;

/// <summary>Makes buckets of the days and instants of a table, in the zone they are written in.</summary>
internal sealed class BucketTimes(TimeZoneInfo zone, string? format)
{
    /// <summary>The bucket of a day as written; null when the text is no date.</summary>
    public ExportBucket? Day(string text)
    {
        bool known = format is null
            ? DateOnly.TryParseExact(
                text.Length > 10 ? text[..10] : text,
                ["yyyy-MM-dd", "yyyyMMdd", "yyyy/MM/dd"],
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out DateOnly day
            )
            : DateOnly.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
        return known ? OfDay(day) : null;
    }

    /// <summary>The bucket of a day in the zone.</summary>
    public ExportBucket OfDay(DateOnly day) => new(day, Midnight(day), Midnight(day.AddDays(1)));

    /// <summary>An instant as written; without an offset it is the zone's. Null when the text is none.</summary>
    public DateTimeOffset? Instant(string text)
    {
        const DateTimeStyles Styles = DateTimeStyles.AllowWhiteSpaces | DateTimeStyles.RoundtripKind;
        DateTime local;
        bool known = format is null
            ? DateTime.TryParse(text, CultureInfo.InvariantCulture, Styles, out local)
            : DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, Styles, out local);
        if (!known)
        {
            return null;
        }

        return local.Kind == DateTimeKind.Unspecified
            ? new DateTimeOffset(ToUtc(local), TimeSpan.Zero)
            : new DateTimeOffset(local).ToUniversalTime();
    }

    /// <summary>The day of an instant in the zone.</summary>
    public DateOnly DayOf(DateTimeOffset instant) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime);

    private DateTimeOffset Midnight(DateOnly day) => new(ToUtc(day.ToDateTime(TimeOnly.MinValue)), TimeSpan.Zero);

    /// <summary>A local time that the clocks skip is the instant they skip at.</summary>
    private DateTime ToUtc(DateTime local)
    {
        while (zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(15);
        }

        return TimeZoneInfo.ConvertTimeToUtc(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), zone);
    }
}
