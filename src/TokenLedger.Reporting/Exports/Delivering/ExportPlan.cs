using TokenLedger.Reporting.Queries;

namespace TokenLedger.Reporting.Exports.Delivering;

/// <summary>How often an export is made.</summary>
public enum ExportPeriod
{
    /// <summary>Each day.</summary>
    Daily,

    /// <summary>Each week, from Monday.</summary>
    Weekly,

    /// <summary>Each calendar month.</summary>
    Monthly,
}

/// <summary>An export that is made again and again, each time of the period that has ended.</summary>
public sealed record ExportPlan
{
    /// <summary>Its name: letters, digits, hyphens and underscores; the names of its files begin with it.</summary>
    public required string Name { get; init; }

    /// <summary>How often.</summary>
    public ExportPeriod Period { get; init; } = ExportPeriod.Daily;

    /// <summary>Whose days, weeks and months.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>How long after the end of a period it is made: what is booked late should be there.</summary>
    public TimeSpan After { get; init; } = TimeSpan.FromHours(4);

    /// <summary>What is exported; its window is set for each period.</summary>
    public required ExportQuery Query { get; init; }

    /// <summary>Where to.</summary>
    public required IExportTarget Target { get; init; }

    /// <summary>The first instant of the period that an instant is in.</summary>
    public DateTimeOffset StartOf(DateTimeOffset instant)
    {
        DateTime day = TimeZoneInfo.ConvertTime(instant, Zone).Date;
        return Instant(
            Period switch
            {
                ExportPeriod.Weekly => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
                ExportPeriod.Monthly => new DateTime(day.Year, day.Month, 1),
                _ => day,
            }
        );
    }

    /// <summary>The first instant after a period.</summary>
    /// <param name="start">Its first instant.</param>
    public DateTimeOffset EndOf(DateTimeOffset start)
    {
        DateTime day = TimeZoneInfo.ConvertTime(start, Zone).Date;
        return Instant(
            Period switch
            {
                ExportPeriod.Weekly => day.AddDays(7),
                ExportPeriod.Monthly => day.AddMonths(1),
                _ => day.AddDays(1),
            }
        );
    }

    /// <summary>The question for a period.</summary>
    public ExportQuery QueryFor(DateTimeOffset start)
    {
        DateTimeOffset end = EndOf(start);
        ExportQuery query = Query with { Window = new Window(start, end) };
        return Query.Before is null ? query : query.Compared(end);
    }

    private DateTimeOffset Instant(DateTime local)
    {
        // A day that begins in the hour a clock skips begins after it.
        DateTime there = Zone.IsInvalidTime(local) ? local.AddHours(1) : local;
        return new DateTimeOffset(there, Zone.GetUtcOffset(there)).ToUniversalTime();
    }
}
