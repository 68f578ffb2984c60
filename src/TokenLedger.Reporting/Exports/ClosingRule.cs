using TokenLedger.Reporting.Queries;

namespace TokenLedger.Reporting.Exports;

/// <summary>
/// When a billing period, a calendar month, is closed: some time after its end. What is booked for it later is charged in
/// the period in which it was booked, and a correction then is a correction of what was invoiced.
/// </summary>
/// <param name="After">How long after its end a month is closed, 0 or more.</param>
/// <param name="Zone">Whose months.</param>
public sealed record ClosingRule(TimeSpan After, TimeZoneInfo Zone)
{
    /// <summary>The default: five days after the end of the month, in UTC.</summary>
    public static ClosingRule Default { get; } = new(TimeSpan.FromDays(5), TimeZoneInfo.Utc);

    /// <summary>Reads a length such as "5d", or "0".</summary>
    /// <returns>Null when it is none.</returns>
    public static ClosingRule? Parse(string text, TimeZoneInfo zone) =>
        text == "0" ? new(TimeSpan.Zero, zone)
        : Duration.TryParse(text, out TimeSpan after) ? new(after, zone)
        : null;

    /// <summary>The length as it is typed.</summary>
    public string Text =>
        After == TimeSpan.Zero ? "0"
        : After.Ticks % TimeSpan.TicksPerDay == 0 ? FormattableString.Invariant($"{After.Days}d")
        : FormattableString.Invariant($"{(long)After.TotalMilliseconds}ms");

    /// <summary>The first instant of the month that an instant is in.</summary>
    public DateTimeOffset MonthOf(DateTimeOffset instant)
    {
        DateTime local = TimeZoneInfo.ConvertTime(instant, Zone).DateTime;
        return Instant(new DateTime(local.Year, local.Month, 1));
    }

    /// <summary>The first instant after a month.</summary>
    /// <param name="month">Its first instant.</param>
    public DateTimeOffset EndOf(DateTimeOffset month)
    {
        DateTime local = TimeZoneInfo.ConvertTime(month, Zone).DateTime;
        return Instant(new DateTime(local.Year, local.Month, 1).AddMonths(1));
    }

    /// <summary>Whether what belongs to one instant was booked, at another, after the month of the first was closed.</summary>
    public bool IsLate(DateTimeOffset occurredAt, DateTimeOffset bookedAt) =>
        bookedAt >= EndOf(MonthOf(occurredAt)) + After;

    /// <summary>The month in which something is charged: its own, or the one in which it was booked when that was late.</summary>
    public DateTimeOffset ChargedIn(DateTimeOffset occurredAt, DateTimeOffset bookedAt) =>
        MonthOf(IsLate(occurredAt, bookedAt) ? bookedAt : occurredAt);

    private DateTimeOffset Instant(DateTime local)
    {
        // A month that begins in the hour a clock skips begins after it.
        DateTime there = Zone.IsInvalidTime(local) ? local.AddHours(1) : local;
        return new DateTimeOffset(there, Zone.GetUtcOffset(there)).ToUniversalTime();
    }
}
