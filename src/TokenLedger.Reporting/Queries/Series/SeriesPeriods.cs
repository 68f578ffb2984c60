using TokenLedger.Accounting.Budgets;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries.Series;

/// <summary>The calendar's periods that a window touches, also where clocks change.</summary>
/// <param name="All">They, in order.</param>
internal sealed record SeriesPeriods(IReadOnlyList<SeriesPeriod> All)
{
    /// <summary>Where they begin, in microseconds since 1970 UTC.</summary>
    public long[] Starts => [.. All.Select(period => EntryTime.ToMicroseconds(period.Start))];

    /// <summary>The periods of a question; null when there are too many.</summary>
    /// <exception cref="TimeZoneNotFoundException">The machine does not know the time zone.</exception>
    public static SeriesPeriods? Of(SeriesQuery query)
    {
        WindowRule rule = new(new(WindowKind.Calendar) { Period = query.Per, TimeZone = query.Zone.Id });
        long from = query.Window.From!.Value.UtcTicks;
        long end = query.End.UtcTicks;
        List<SeriesPeriod> all = [];
        for (WindowSpan span = rule.At(from); ; span = rule.At(span.End))
        {
            if (all.Count == SeriesQuery.MostPeriods)
            {
                return null;
            }

            bool isWhole = span.Start >= from && span.End <= end;
            all.Add(new(Instant(span.Start), Instant(span.End), !isWhole));
            if (span.End >= end)
            {
                return new(all);
            }
        }
    }

    private static DateTimeOffset Instant(long ticks) => new(ticks, TimeSpan.Zero);
}
