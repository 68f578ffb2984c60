using System.Globalization;
using TokenLedger.Accounting.Budgets;

namespace TokenLedger.Accounting.Tests.Budgets;

public sealed class WindowTests
{
    [Theory]
    // Spring: the day of the change has 23 hours. Autumn: 25.
    [InlineData("Europe/Berlin", CalendarPeriod.Day, "2026-03-29T12:00Z", "2026-03-28T23:00Z", "2026-03-29T22:00Z")]
    [InlineData("Europe/Berlin", CalendarPeriod.Day, "2026-10-25T12:00Z", "2026-10-24T22:00Z", "2026-10-25T23:00Z")]
    [InlineData("America/New_York", CalendarPeriod.Day, "2026-03-08T12:00Z", "2026-03-08T05:00Z", "2026-03-09T04:00Z")]
    [InlineData("America/New_York", CalendarPeriod.Day, "2026-11-01T12:00Z", "2026-11-01T04:00Z", "2026-11-02T05:00Z")]
    [InlineData("Australia/Sydney", CalendarPeriod.Day, "2026-04-05T00:00Z", "2026-04-04T13:00Z", "2026-04-05T14:00Z")]
    // Midnight is skipped: the day begins when the clock is set, at 01:00.
    [InlineData("Africa/Cairo", CalendarPeriod.Day, "2026-04-24T12:00Z", "2026-04-23T22:00Z", "2026-04-24T21:00Z")]
    // Midnight strikes twice: the day begins with the first stroke and has 25 hours.
    [InlineData("America/Havana", CalendarPeriod.Day, "2026-11-01T12:00Z", "2026-11-01T04:00Z", "2026-11-02T05:00Z")]
    // Set back over midnight, at 00:01: the old day is not gone back to.
    [InlineData("America/St_Johns", CalendarPeriod.Day, "2006-10-29T03:00Z", "2006-10-29T02:30Z", "2006-10-30T03:30Z")]
    // A day that the zone never had.
    [InlineData("Pacific/Apia", CalendarPeriod.Day, "2011-12-30T09:59Z", "2011-12-29T10:00Z", "2011-12-30T10:00Z")]
    [InlineData("Pacific/Apia", CalendarPeriod.Day, "2011-12-30T10:00Z", "2011-12-30T10:00Z", "2011-12-31T10:00Z")]
    // Month ends and the leap day.
    [InlineData("UTC", CalendarPeriod.Month, "2026-01-31T23:59Z", "2026-01-01T00:00Z", "2026-02-01T00:00Z")]
    [InlineData("UTC", CalendarPeriod.Month, "2026-02-28T23:59Z", "2026-02-01T00:00Z", "2026-03-01T00:00Z")]
    [InlineData("UTC", CalendarPeriod.Month, "2028-02-29T23:59Z", "2028-02-01T00:00Z", "2028-03-01T00:00Z")]
    [InlineData("UTC", CalendarPeriod.Day, "2028-02-29T00:00Z", "2028-02-29T00:00Z", "2028-03-01T00:00Z")]
    [InlineData("UTC", CalendarPeriod.Year, "2028-02-29T00:00Z", "2028-01-01T00:00Z", "2029-01-01T00:00Z")]
    [InlineData("UTC", CalendarPeriod.Quarter, "2026-06-30T23:59Z", "2026-04-01T00:00Z", "2026-07-01T00:00Z")]
    [InlineData("Asia/Tokyo", CalendarPeriod.Month, "2026-01-31T15:00Z", "2026-01-31T15:00Z", "2026-02-28T15:00Z")]
    // Weeks from Monday: 2026-08-24 is one.
    [InlineData("UTC", CalendarPeriod.Week, "2026-08-23T23:59Z", "2026-08-17T00:00Z", "2026-08-24T00:00Z")]
    [InlineData("UTC", CalendarPeriod.Week, "2026-08-24T00:00Z", "2026-08-24T00:00Z", "2026-08-31T00:00Z")]
    [InlineData("Europe/Berlin", CalendarPeriod.Week, "2026-10-25T22:59Z", "2026-10-18T22:00Z", "2026-10-25T23:00Z")]
    // Hours: the one shown twice is two windows; where the clock is set by half an hour, the change ends one.
    [InlineData("Europe/Berlin", CalendarPeriod.Hour, "2026-10-25T00:30Z", "2026-10-25T00:00Z", "2026-10-25T01:00Z")]
    [InlineData("Europe/Berlin", CalendarPeriod.Hour, "2026-10-25T01:30Z", "2026-10-25T01:00Z", "2026-10-25T02:00Z")]
    [InlineData("Asia/Kolkata", CalendarPeriod.Hour, "2026-01-01T00:15Z", "2025-12-31T23:30Z", "2026-01-01T00:30Z")]
    [InlineData(
        "Australia/Lord_Howe",
        CalendarPeriod.Hour,
        "2026-04-04T15:10Z",
        "2026-04-04T15:00Z",
        "2026-04-04T15:30Z"
    )]
    [InlineData("UTC", CalendarPeriod.Minute, "2026-01-01T00:01:59Z", "2026-01-01T00:01Z", "2026-01-01T00:02Z")]
    public void A_calendar_window_begins_and_ends_as_the_zones_clock_says(
        string zone,
        CalendarPeriod period,
        string at,
        string start,
        string end
    )
    {
        WindowSpan span = new WindowRule(new(WindowKind.Calendar) { Period = period, TimeZone = zone }).At(Ticks(at));
        Assert.Equal((Text(Ticks(start)), Text(Ticks(end))), (Text(span.Start), Text(span.End)));
    }

    [Fact]
    public void Calendar_windows_follow_one_another_without_gap_and_overlap()
    {
        Random random = new(7);
        int changes = 0;
        for (int i = 0; i < 20_000; i++)
        {
            TimeZoneInfo zone = Zone(random);
            CalendarPeriod period = (CalendarPeriod)random.Next(7);
            WindowRule rule = new(new(WindowKind.Calendar) { Period = period, TimeZone = zone.Id });
            long at = new DateTime(1990, 1, 1).Ticks + random.NextInt64(TimeSpan.FromDays(365 * 45).Ticks);
            WindowSpan span = rule.At(at);
            Assert.True(span.Holds(at), $"{zone.Id} {period} {Text(at)}: {Text(span.Start)} to {Text(span.End)}");
            WindowSpan next = rule.At(span.End);
            WindowSpan before = rule.At(span.Start - 1);
            Assert.True(span.End == next.Start, $"{zone.Id} {period} {Text(at)}: then {Text(next.Start)}");
            Assert.True(before.End == span.Start, $"{zone.Id} {period} {Text(at)}: before to {Text(before.End)}");
            Assert.Equal(span, new WindowRule(new(WindowKind.Calendar) { Period = period, TimeZone = zone.Id }).At(at));
            changes += period == CalendarPeriod.Day && span.End - span.Start != TimeSpan.TicksPerDay ? 1 : 0;
        }

        Assert.True(changes > 5, "No day with a change of the clock was seen.");
    }

    [Fact]
    public void A_day_begins_when_the_zones_clock_first_shows_it()
    {
        Random random = new(11);
        for (int i = 0; i < 5_000; i++)
        {
            TimeZoneInfo zone = Zone(random);
            WindowRule rule = new(new(WindowKind.Calendar) { Period = CalendarPeriod.Day, TimeZone = zone.Id });
            long at = new DateTime(2000, 1, 1).Ticks + random.NextInt64(TimeSpan.FromDays(365 * 35).Ticks);
            WindowSpan span = rule.At(at);
            DateTime shown = Local(zone, span.Start);
            Assert.True(shown.Date > Local(zone, span.Start - 1).Date, $"{zone.Id} {Text(at)} {shown:O}");
        }
    }

    [Fact]
    public void Fixed_windows_follow_from_their_start_in_both_directions()
    {
        WindowRule rule = new(
            new(WindowKind.Fixed) { Length = TimeSpan.FromDays(14), Start = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero) }
        );
        Assert.Equal(Ticks("2026-01-05T00:00Z"), rule.At(Ticks("2026-01-18T23:59Z")).Start);
        Assert.Equal(Ticks("2026-01-19T00:00Z"), rule.At(Ticks("2026-01-19T00:00Z")).Start);
        Assert.Equal(Ticks("2025-12-22T00:00Z"), rule.At(Ticks("2026-01-04T23:59Z")).Start);
    }

    [Fact]
    public void A_rolling_window_counts_all_of_its_length_and_at_most_one_slice_more()
    {
        Random random = new(5);
        foreach (
            TimeSpan length in (TimeSpan[])[TimeSpan.FromMinutes(1), TimeSpan.FromHours(24), TimeSpan.FromDays(30)]
        )
        {
            WindowRule rule = new(new(WindowKind.Rolling) { Length = length });
            long slice = (length.Ticks + WindowRule.Slices - 1) / WindowRule.Slices;
            for (int i = 0; i < 2_000; i++)
            {
                long now = Ticks("2026-01-01T00:00Z") + random.NextInt64(TimeSpan.FromDays(400).Ticks);
                long used = now - random.NextInt64(length.Ticks * 2);
                bool counts = rule.PeriodOf(used) >= rule.At(now).Start;
                Assert.True(counts || now - used > length.Ticks);
                Assert.True(!counts || now - used <= length.Ticks + slice);
                Assert.Equal(counts, now < rule.CountsUntil(rule.PeriodOf(used)));
            }
        }
    }

    // Those whose clocks are set at odd hours, by odd steps, over midnight, or over a whole day, among plain ones.
    private static TimeZoneInfo Zone(Random random) =>
        TimeZoneInfo.FindSystemTimeZoneById(_zones[random.Next(_zones.Length)]);

    private static readonly string[] _zones =
    [
        "UTC",
        "Europe/Berlin",
        "America/New_York",
        "America/St_Johns",
        "America/Havana",
        "America/Sao_Paulo",
        "America/Santiago",
        "Africa/Cairo",
        "Africa/Casablanca",
        "Asia/Kathmandu",
        "Asia/Beirut",
        "Asia/Tehran",
        "Australia/Lord_Howe",
        "Antarctica/Troll",
        "Pacific/Apia",
        "Pacific/Chatham",
    ];

    private static DateTime Local(TimeZoneInfo zone, long ticks) =>
        TimeZoneInfo.ConvertTimeFromUtc(new DateTime(ticks, DateTimeKind.Utc), zone);

    private static long Ticks(string instant) => DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture).UtcTicks;

    private static string Text(long ticks) => new DateTime(ticks, DateTimeKind.Utc).ToString("O");
}
