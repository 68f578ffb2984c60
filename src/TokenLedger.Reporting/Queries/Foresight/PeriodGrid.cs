using TokenLedger.Accounting.Budgets;

namespace TokenLedger.Reporting.Queries.Foresight;

/// <summary>Days or hours of a time zone, one after another without a gap, whatever its clock does.</summary>
public sealed class PeriodGrid
{
    private readonly long[] _bounds;

    private PeriodGrid(TimeZoneInfo zone, CalendarPeriod period, long[] bounds) =>
        (Zone, Period, _bounds) = (zone, period, bounds);

    /// <summary>The zone.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>Day or hour.</summary>
    public CalendarPeriod Period { get; }

    /// <summary>Periods.</summary>
    public int Count => _bounds.Length - 1;

    /// <summary>When the first one begins, in microseconds since 1970 UTC.</summary>
    internal long From => _bounds[0];

    /// <summary>When the last one ends.</summary>
    internal long To => _bounds[^1];

    /// <summary>When each begins.</summary>
    internal long[] Starts => _bounds[..^1];

    /// <summary>The period of an instant and those before and after it.</summary>
    /// <param name="zone">Whose days or hours.</param>
    /// <param name="period">Day or hour.</param>
    /// <param name="at">The instant.</param>
    /// <param name="before">How many before it.</param>
    /// <param name="after">How many after it.</param>
    public static PeriodGrid Around(TimeZoneInfo zone, CalendarPeriod period, DateTimeOffset at, int before, int after)
    {
        ArgumentNullException.ThrowIfNull(zone);
        WindowRule rule = new(new(WindowKind.Calendar) { Period = period, TimeZone = zone.Id });
        long[] bounds = new long[before + after + 2];
        WindowSpan span = rule.At(at.UtcTicks);
        for (int i = before; i >= 0; i--)
        {
            bounds[i] = Micro(span.Start);
            span = i == 0 ? span : rule.At(span.Start - 1);
        }

        span = rule.At(at.UtcTicks);
        for (int i = before + 1; i < bounds.Length; i++)
        {
            bounds[i] = Micro(span.End);
            span = i == bounds.Length - 1 ? span : rule.At(span.End);
        }

        return new(zone, period, bounds);
    }

    /// <summary>The same, with one of the periods cut in two at an instant.</summary>
    /// <param name="at">The instant.</param>
    /// <param name="second">The period that begins there; null when nothing had to be cut.</param>
    public PeriodGrid CutAt(DateTimeOffset at, out int? second)
    {
        long micro = Micro(at.UtcTicks);
        int found = Array.BinarySearch(_bounds, micro);
        bool isInside = found < 0 && ~found > 0 && ~found < _bounds.Length;
        second = isInside ? ~found : null;
        return isInside ? new(Zone, Period, [.. _bounds[..~found], micro, .. _bounds[~found..]]) : this;
    }

    /// <summary>When a period begins, UTC; the last one's end for <see cref="Count"/>.</summary>
    public DateTimeOffset StartOf(int period) => new(DateTime.UnixEpoch.AddMicroseconds(_bounds[period]));

    /// <summary>The date of a period in its zone.</summary>
    public DateOnly DayOf(int period) =>
        DateOnly.FromDateTime(
            TimeZoneInfo.ConvertTime(StartOf(period) + ((StartOf(period + 1) - StartOf(period)) / 2), Zone).DateTime
        );

    private static long Micro(long ticks) => (ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
}
