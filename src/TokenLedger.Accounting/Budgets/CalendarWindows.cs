namespace TokenLedger.Accounting.Budgets;

/// <summary>
/// The calendar periods of a time zone as instants. They follow one another without gap and overlap, whatever the zone's
/// clock does: a day of 23 or 25 hours is one day, a midnight that the clock skips is the instant it skips it, and where
/// it strikes twice the day begins with the first stroke.
/// </summary>
internal sealed class CalendarWindows(TimeZoneInfo zone, CalendarPeriod period)
{
    /// <summary>The window that an instant is in.</summary>
    /// <param name="ticks">UTC ticks.</param>
    public WindowSpan At(long ticks) =>
        period is CalendarPeriod.Minute or CalendarPeriod.Hour ? Short(ticks) : Dated(ticks);

    // Minutes and hours are of the length they show: an hour that a clock set back shows twice is two windows. Where the
    // zone's offset changes within one, the change ends it.
    private WindowSpan Short(long ticks)
    {
        long length = period == CalendarPeriod.Minute ? TimeSpan.TicksPerMinute : TimeSpan.TicksPerHour;
        long offset = Offset(ticks);
        long start = ticks - Modulo(ticks + offset, length);
        long end = start + length;
        if (start > DateTime.MinValue.Ticks && Offset(start) != offset)
        {
            start = Change(start, ticks, offset);
        }

        // The last instant of it: at its end the offset may change anyway.
        if (end < DateTime.MaxValue.Ticks && Offset(end - 1) != offset)
        {
            end = Change(ticks, end - 1, Offset(end - 1));
        }

        return new(start, end);
    }

    private WindowSpan Dated(long ticks)
    {
        DateTime first = FirstDay(new DateTime(ticks + Offset(ticks)).Date);
        long start = Begins(first);
        if (ticks < start)
        {
            // Set back over midnight: the old day is shown again, but the new one has begun.
            (first, start) = (Back(first), Begins(Back(first)));
        }

        while (true)
        {
            DateTime next = Next(first);
            long end = Begins(next);
            if (ticks < end)
            {
                return new(start, end);
            }

            (first, start) = (next, end);
        }
    }

    private DateTime FirstDay(DateTime day) =>
        period switch
        {
            CalendarPeriod.Day => day,
            CalendarPeriod.Week => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
            CalendarPeriod.Month => new DateTime(day.Year, day.Month, 1),
            CalendarPeriod.Quarter => new DateTime(day.Year, (day.Month - 1) / 3 * 3 + 1, 1),
            _ => new DateTime(day.Year, 1, 1),
        };

    private DateTime Next(DateTime first) => Moved(first, 1);

    private DateTime Back(DateTime first) => Moved(first, -1);

    private DateTime Moved(DateTime first, int by) =>
        period switch
        {
            CalendarPeriod.Day => first.AddDays(by),
            CalendarPeriod.Week => first.AddDays(7 * by),
            CalendarPeriod.Month => first.AddMonths(by),
            CalendarPeriod.Quarter => first.AddMonths(3 * by),
            _ => first.AddYears(by),
        };

    // The first instant at which the zone's clock shows this day.
    private long Begins(DateTime midnight)
    {
        if (zone.IsInvalidTime(midnight))
        {
            return Skipped(midnight);
        }

        TimeSpan offset = zone.IsAmbiguousTime(midnight)
            ? zone.GetAmbiguousTimeOffsets(midnight).Max()
            : zone.GetUtcOffset(midnight);
        return midnight.Ticks - offset.Ticks;
    }

    // A clock set forward over midnight: the instant it is set. No zone is more than 14 hours off.
    private long Skipped(DateTime midnight)
    {
        long before = midnight.Ticks - TimeSpan.FromHours(15).Ticks;
        long after = midnight.Ticks + TimeSpan.FromHours(15).Ticks;
        while (after - before > 1)
        {
            long middle = before + (after - before) / 2;
            (before, after) = middle + Offset(middle) >= midnight.Ticks ? (before, middle) : (middle, after);
        }

        return after;
    }

    // The first instant in (from, to] with the offset that "to" has.
    private long Change(long from, long to, long offset)
    {
        while (to - from > 1)
        {
            long middle = from + (to - from) / 2;
            (from, to) = Offset(middle) == offset ? (from, middle) : (middle, to);
        }

        return to;
    }

    private long Offset(long ticks) => zone.GetUtcOffset(new DateTime(ticks, DateTimeKind.Utc)).Ticks;

    private static long Modulo(long value, long by) => ((value % by) + by) % by;
}
