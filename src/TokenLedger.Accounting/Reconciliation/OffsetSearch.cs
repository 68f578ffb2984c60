namespace TokenLedger.Accounting.Reconciliation;

/// <summary>
/// Finds the offset from UTC of an export's days when nobody states it: the one at which the ledger's calls, by their
/// own instants, fall into the days in the quantities the provider counts.
/// </summary>
internal static class OffsetSearch
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Most = TimeSpan.FromHours(14);

    /// <summary>Whole hours first, then half hours, then quarters.</summary>
    private static readonly TimeSpan[] Candidates =
    [
        .. Enumerable
            .Range(1, (int)(Most / Step))
            .SelectMany(count => (TimeSpan[])[-count * Step, count * Step])
            .OrderBy(offset =>
                offset.Minutes == 0 ? 0
                : offset.Minutes is 30 or -30 ? 1
                : 2
            )
            .ThenBy(offset => offset.Duration()),
    ];

    /// <summary>
    /// The offset; zero unless another one at least halves the difference and improves three days, or two so that nothing
    /// is left of the difference: calls that are merely missing improve fewer. Of equals the roundest, then the nearest.
    /// </summary>
    public static TimeSpan Find(DayMap days, Residuals residuals, IReadOnlyList<BookedLine> ours)
    {
        Dictionary<(DateOnly, CellKey, string), decimal> theirs = Theirs(days, residuals);
        Dictionary<(DateTimeOffset, CellKey, string), decimal> booked = Folded(residuals, ours);
        Dictionary<DateOnly, decimal> plain = Difference(days, theirs, booked, TimeSpan.Zero);
        decimal least = plain.Values.Sum();
        TimeSpan best = TimeSpan.Zero;
        if (least == 0)
        {
            return best;
        }

        decimal bound = least / 2;
        foreach (TimeSpan offset in Candidates)
        {
            Dictionary<DateOnly, decimal> moved = Difference(days, theirs, booked, offset);
            decimal sum = moved.Values.Sum();
            if (sum < least && sum <= bound && Improved(plain, moved) >= (sum == 0 ? 2 : 3))
            {
                least = sum;
                best = offset;
            }
        }

        return best;
    }

    private static int Improved(Dictionary<DateOnly, decimal> before, Dictionary<DateOnly, decimal> after) =>
        before.Count(day => after.GetValueOrDefault(day.Key) < day.Value);

    private static Dictionary<(DateOnly, CellKey, string), decimal> Theirs(DayMap days, Residuals residuals)
    {
        Dictionary<(DateOnly, CellKey, string), decimal> sums = [];
        foreach ((CellKey series, string measure, ProviderLine line, decimal value) in residuals.Theirs())
        {
            if (days.Covers(line.Day))
            {
                Add(sums, (line.Day, series, measure), value);
            }
        }

        return sums;
    }

    /// <summary>By quarters of an hour: every offset in use is a multiple of one, and there are few of them.</summary>
    private static Dictionary<(DateTimeOffset, CellKey, string), decimal> Folded(
        Residuals residuals,
        IReadOnlyList<BookedLine> ours
    )
    {
        Dictionary<(DateTimeOffset, CellKey, string), decimal> sums = [];
        foreach (BookedLine line in ours)
        {
            if (residuals.Of(line) is var (series, measure, value))
            {
                DateTimeOffset quarter = new(line.At.UtcTicks - line.At.UtcTicks % Step.Ticks, TimeSpan.Zero);
                Add(sums, (quarter, series, measure), value);
            }
        }

        return sums;
    }

    private static Dictionary<DateOnly, decimal> Difference(
        DayMap days,
        Dictionary<(DateOnly, CellKey, string), decimal> theirs,
        Dictionary<(DateTimeOffset, CellKey, string), decimal> booked,
        TimeSpan offset
    )
    {
        Dictionary<(DateOnly, CellKey, string), decimal> rest = new(theirs);
        foreach (((DateTimeOffset at, CellKey series, string measure), decimal value) in booked)
        {
            if (days.Of(at + offset) is { } bucket)
            {
                Add(rest, (bucket.Day, series, measure), -value);
            }
        }

        Dictionary<DateOnly, decimal> byDay = [];
        foreach (((DateOnly day, _, _), decimal value) in rest)
        {
            byDay[day] = byDay.GetValueOrDefault(day) + Math.Abs(value);
        }

        return byDay;
    }

    private static void Add<TKey>(Dictionary<TKey, decimal> sums, TKey key, decimal value)
        where TKey : notnull => sums[key] = sums.GetValueOrDefault(key) + value;
}
