using System.Globalization;

namespace TokenLedger.Reporting.Queries;

/// <summary>A span of time, half open. As corrected, a call belongs to the one in which its request began.</summary>
/// <param name="From">First instant, UTC; null for the beginning.</param>
/// <param name="To">First instant after it, UTC; null for now and later.</param>
public sealed record Window(DateTimeOffset? From, DateTimeOffset? To)
{
    /// <summary>Everything.</summary>
    public static Window All { get; } = new(null, null);

    /// <summary>
    /// Reads a window as typed: a length back from now, or instants in ISO 8601 (without offset: UTC), or neither.
    /// </summary>
    /// <param name="last">A length such as "24h"; not together with the instants.</param>
    /// <param name="from">First instant.</param>
    /// <param name="to">First instant after it.</param>
    /// <param name="now">The clock.</param>
    /// <param name="problem">One sentence when the result is null.</param>
    /// <returns>The window; null when the texts make none.</returns>
    public static Window? Parse(string? last, string? from, string? to, DateTimeOffset now, out string? problem)
    {
        problem = null;
        if (last is not null && (from is not null || to is not null))
        {
            problem = "Give either a length back from now (last) or instants (from, to), not both.";
        }
        else if (last is not null)
        {
            if (Duration.TryParse(last, out TimeSpan duration))
            {
                return new(now - duration, null);
            }

            problem = $"'{last}' is not a length of time. Write {Duration.Forms}.";
        }
        else if (
            Instant(from, out DateTimeOffset? first, ref problem) && Instant(to, out DateTimeOffset? after, ref problem)
        )
        {
            if (first is null || after is null || first < after)
            {
                return new(first, after);
            }

            problem = $"The window ends at {to}, which is not after its beginning, {from}.";
        }

        return null;
    }

    /// <summary>The same length of time before.</summary>
    /// <param name="now">The clock: an open window goes up to here.</param>
    /// <returns>Null when it has no beginning, or none that has come.</returns>
    public Window? Previous(DateTimeOffset now)
    {
        DateTimeOffset end = To ?? now;
        if (From is not { } from || from >= end)
        {
            return null;
        }

        long first = Math.Max(0, from.UtcTicks - (end - from).Ticks); // there is no time before the year 1
        return new(new DateTimeOffset(first, TimeSpan.Zero), from);
    }

    /// <summary>As many whole months before, where it is of whole months itself; null where it is not.</summary>
    /// <param name="zone">Whose months.</param>
    public Window? MonthsBefore(TimeZoneInfo zone)
    {
        if (From is not { } from || To is not { } to)
        {
            return null;
        }

        DateTime first = TimeZoneInfo.ConvertTime(from, zone).DateTime;
        DateTime after = TimeZoneInfo.ConvertTime(to, zone).DateTime;
        if (!IsFirst(first) || !IsFirst(after))
        {
            return null;
        }

        DateTime before = first.AddMonths(-((after.Year - first.Year) * 12) - after.Month + first.Month);
        return new(new DateTimeOffset(before, zone.GetUtcOffset(before)).ToUniversalTime(), from);
    }

    private static bool IsFirst(DateTime at) => at is { Day: 1, TimeOfDay.Ticks: 0 };

    private static bool Instant(string? text, out DateTimeOffset? instant, ref string? problem)
    {
        instant = null;
        if (text is null)
        {
            return true;
        }

        if (
            DateTimeOffset.TryParse(
                text,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out DateTimeOffset parsed
            )
        )
        {
            instant = parsed;
            return true;
        }

        problem = $"'{text}' is not an instant. Write it as 2026-01-31 or 2026-01-31T12:00:00Z.";
        return false;
    }
}
