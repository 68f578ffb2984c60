namespace TokenLedger.Reporting.Queries.Latency;

/// <summary>
/// Times of calls in whole milliseconds. A percentile is by nearest rank: of n times in ascending order the one at place
/// ⌈p/100 × n⌉, so it is always a time that some call took, found among all of them and not among a sample.
/// </summary>
public sealed record Timing
{
    /// <summary>Upper ends of the histogram's bands in milliseconds, each belonging to its band; a last one is open.</summary>
    public static IReadOnlyList<long> Bands { get; } =
    [10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000];

    /// <summary>No calls: all zero.</summary>
    public static Timing None { get; } = new();

    /// <summary>Calls whose time is known. No other figure is about the rest.</summary>
    public long Calls { get; init; }

    /// <summary>Half of the calls took at most this, ms.</summary>
    public long P50 { get; init; }

    /// <summary>90 % took at most this, ms.</summary>
    public long P90 { get; init; }

    /// <summary>95 % took at most this, ms.</summary>
    public long P95 { get; init; }

    /// <summary>99 % took at most this, ms.</summary>
    public long P99 { get; init; }

    /// <summary>The longest, ms.</summary>
    public long Max { get; init; }

    /// <summary>The mean, rounded to a whole millisecond.</summary>
    public long Mean { get; init; }

    /// <summary>Calls in each of <see cref="Bands"/>, and after them those above.</summary>
    public IReadOnlyList<long> Histogram { get; init; } = new long[Bands.Count + 1];

    /// <summary>The figures of a group, whose times may stand in several lists.</summary>
    internal static Timing Of(IReadOnlyList<TimeList> lists)
    {
        long calls = lists.Sum(list => list.Calls);
        if (calls == 0)
        {
            return None;
        }

        long[] upTo = [.. Bands.Select(band => CallsUpTo(lists, band)), calls];
        Int128 sum = lists.Aggregate((Int128)0, (all, list) => all + list.Sum);
        long longest = lists.Max(list => list.Longest);
        return new()
        {
            Calls = calls,
            P50 = AtRank(lists, calls, longest, 50),
            P90 = AtRank(lists, calls, longest, 90),
            P95 = AtRank(lists, calls, longest, 95),
            P99 = AtRank(lists, calls, longest, 99),
            Max = longest,
            Mean = (long)((sum + (calls / 2)) / calls),
            Histogram = [.. upTo.Select((count, band) => band == 0 ? count : count - upTo[band - 1])],
        };
    }

    /// <summary>The least time that as many calls did not exceed as the rank says: so some call took it.</summary>
    private static long AtRank(IReadOnlyList<TimeList> lists, long calls, long longest, int percent)
    {
        Int128 rank = (((Int128)calls * percent) + 99) / 100;
        long low = 0;
        long high = longest;
        while (low < high)
        {
            long middle = low + ((high - low) / 2);
            if (CallsUpTo(lists, middle) >= rank)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }

    private static long CallsUpTo(IReadOnlyList<TimeList> lists, long milliseconds)
    {
        long calls = 0;
        foreach (TimeList list in lists)
        {
            calls += list.CallsUpTo(milliseconds);
        }

        return calls;
    }
}
