using TokenLedger.Accounting.Budgets;
using TokenLedger.Accounting.Money;

namespace TokenLedger.Reporting.Queries;

/// <summary>A question about what was spent day by day, as corrected, gaps filled with nothing.</summary>
public sealed record DailyQuery
{
    /// <summary>The first day.</summary>
    public required DateOnly First { get; init; }

    /// <summary>How many, 1 to <see cref="MostDays"/>.</summary>
    public required int Days { get; init; }

    /// <summary>Most days at once.</summary>
    public const int MostDays = 3660;

    /// <summary>The IANA time zone whose days count. Default UTC.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>One series for each of its values; null for one series of all.</summary>
    public Grouping? By { get; init; }

    /// <summary>Conditions, all of which must hold.</summary>
    public IReadOnlyList<Filter> Where { get; init; } = [];

    /// <summary>When each day begins, and when the last one ends, in microseconds since 1970 UTC.</summary>
    /// <exception cref="TimeZoneNotFoundException">The machine does not know the time zone.</exception>
    internal long[] Boundaries()
    {
        WindowRule day = new(new(WindowKind.Calendar) { Period = CalendarPeriod.Day, TimeZone = TimeZone });
        TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(TimeZone);
        DateTime noon = First.ToDateTime(new TimeOnly(12, 0));
        long at = day.At(new DateTimeOffset(noon, zone.GetUtcOffset(noon)).UtcTicks).Start;
        long[] boundaries = new long[Days + 1];
        for (int i = 0; i < boundaries.Length; i++)
        {
            boundaries[i] = (at - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
            at = day.At(at).End;
        }

        return boundaries;
    }
}

/// <summary>The answer to a <see cref="DailyQuery"/>.</summary>
/// <param name="Series">The series, those of the greatest sum first.</param>
/// <param name="AsOfEntry">Ledger entries folded into it.</param>
public sealed record DailyReport(IReadOnlyList<DailySeries> Series, long AsOfEntry);

/// <summary>What was spent day by day.</summary>
/// <param name="Key">The grouping's value; null where calls had none, and for the series of all.</param>
/// <param name="Days">The priced cost of each day.</param>
public sealed record DailySeries(string? Key, IReadOnlyList<Usd> Days);
