namespace TokenLedger.Reporting.Queries.Foresight;

/// <summary>How many calls took how long, in steps of two percent: fine enough to compare periods, and few.</summary>
internal sealed class LatencyCounts
{
    private readonly SortedDictionary<int, long> _counts = [];
    private long _calls;

    /// <summary>Where the steps begin in the field of latencies, which are milliseconds and one; the first is that of the unknown.</summary>
    public static long[] Starts { get; } = Steps();

    /// <summary>Adds calls of a step.</summary>
    public void Add(int step, long calls)
    {
        if (step > 0)
        {
            _counts[step] = _counts.GetValueOrDefault(step) + calls;
            _calls += calls;
        }
    }

    /// <summary>
    /// The milliseconds within which a part of the calls was answered; null when the latency of too few is known for it, see
    /// <see cref="AnomalyMeasures.Fewest"/>.
    /// </summary>
    /// <param name="percent">1 to 100.</param>
    public decimal? Percentile(int percent)
    {
        if (_calls < (percent > 50 ? AnomalyMeasures.FewestCallsOfP95 : AnomalyMeasures.FewestCalls))
        {
            return null;
        }

        long rank = ((_calls * percent) + 99) / 100;
        foreach ((int step, long calls) in _counts)
        {
            rank -= calls;
            if (rank <= 0)
            {
                return Starts[step] - 1;
            }
        }

        return null;
    }

    private static long[] Steps()
    {
        const long Day = 86_400_000;
        List<long> starts = [0, 1];
        while (starts[^1] < Day)
        {
            starts.Add(Math.Max(starts[^1] + 1, starts[^1] * 102 / 100));
        }

        return [.. starts];
    }
}
