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

    /// <summary>Reads times.</summary>
    /// <param name="times">Times in ascending order, and how many calls took each.</param>
    internal static Timing Of(IReadOnlyList<(long Milliseconds, long Calls)> times)
    {
        long calls = times.Sum(time => time.Calls);
        if (calls == 0)
        {
            return None;
        }

        long[] histogram = new long[Bands.Count + 1];
        Int128 sum = 0;
        int band = 0;
        foreach ((long milliseconds, long count) in times)
        {
            while (band < Bands.Count && milliseconds > Bands[band])
            {
                band++;
            }

            histogram[band] += count;
            sum += (Int128)milliseconds * count;
        }

        return new()
        {
            Calls = calls,
            P50 = AtRank(times, calls, 50),
            P90 = AtRank(times, calls, 90),
            P95 = AtRank(times, calls, 95),
            P99 = AtRank(times, calls, 99),
            Max = times[^1].Milliseconds,
            Mean = (long)((sum + (calls / 2)) / calls),
            Histogram = histogram,
        };
    }

    private static long AtRank(IReadOnlyList<(long Milliseconds, long Calls)> times, long calls, int percent)
    {
        Int128 rank = (((Int128)calls * percent) + 99) / 100;
        Int128 passed = 0;
        foreach ((long milliseconds, long count) in times)
        {
            passed += count;
            if (passed >= rank)
            {
                return milliseconds;
            }
        }

        return times[^1].Milliseconds;
    }
}
