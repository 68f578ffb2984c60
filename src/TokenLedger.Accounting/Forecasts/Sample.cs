namespace TokenLedger.Accounting.Forecasts;

/// <summary>What a handful of values says, in exact decimals. None of these takes an empty sample.</summary>
public static class Sample
{
    /// <summary>The mean.</summary>
    public static decimal Mean(ReadOnlySpan<decimal> values)
    {
        decimal sum = 0;
        foreach (decimal value in values)
        {
            sum += value;
        }

        return sum / values.Length;
    }

    /// <summary>The median; of an even number the mean of the middle two.</summary>
    public static decimal Median(ReadOnlySpan<decimal> values)
    {
        decimal[] sorted = values.ToArray();
        Array.Sort(sorted);
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>
    /// The mean of the middle: without the quarter at each end, and without at least one value there from three values on. It
    /// bears a wild value as the median does, and wavers less.
    /// </summary>
    public static decimal Midmean(ReadOnlySpan<decimal> values)
    {
        decimal[] sorted = values.ToArray();
        Array.Sort(sorted);
        int left = sorted.Length < 3 ? 0 : Math.Max(1, sorted.Length / 4);
        return Mean(sorted.AsSpan(left, sorted.Length - (2 * left)));
    }

    /// <summary>
    /// The median distance from the median, times 1.4826: for values that scatter normally this is their standard
    /// deviation, and a few wild ones do not change it.
    /// </summary>
    public static decimal Spread(ReadOnlySpan<decimal> values)
    {
        const decimal ToDeviation = 1.4826m;
        decimal median = Median(values);
        decimal[] distances = new decimal[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            distances[i] = Math.Abs(values[i] - median);
        }

        return Median(distances) * ToDeviation;
    }

    /// <summary>The median of the slopes between all pairs of values one step apart or more (Theil–Sen); 0 for one value.</summary>
    public static decimal MedianSlope(ReadOnlySpan<decimal> values)
    {
        if (values.Length < 2)
        {
            return 0;
        }

        List<decimal> slopes = new(values.Length * (values.Length - 1) / 2);
        for (int i = 0; i < values.Length; i++)
        {
            for (int j = i + 1; j < values.Length; j++)
            {
                slopes.Add((values[j] - values[i]) / (j - i));
            }
        }

        return Median([.. slopes]);
    }

    /// <summary>
    /// The value below which a part of further values will fall: the (n + 1)·part-th smallest, which is what a sample can
    /// promise without assuming how it scatters. The extremes where the sample is too small for the part.
    /// </summary>
    /// <param name="sorted">The sample, sorted.</param>
    /// <param name="part">0 to 1.</param>
    public static decimal Quantile(ReadOnlySpan<decimal> sorted, decimal part)
    {
        decimal rank = ((sorted.Length + 1) * part) - 1;
        if (rank <= 0)
        {
            return sorted[0];
        }

        if (rank >= sorted.Length - 1)
        {
            return sorted[^1];
        }

        int below = (int)decimal.Floor(rank);
        return sorted[below] + ((sorted[below + 1] - sorted[below]) * (rank - below));
    }

    /// <summary>The mean of the middle half of the weight; 0 for nothing.</summary>
    /// <param name="said">Values and their weights; sorted by this.</param>
    public static decimal WeightedMidmean(List<(decimal Value, decimal Weight)> said)
    {
        ArgumentNullException.ThrowIfNull(said);
        said.Sort();
        decimal all = said.Sum(one => one.Weight);
        (decimal from, decimal to) = (all / 4, all * 3 / 4);
        decimal passed = 0;
        decimal sum = 0;
        foreach ((decimal value, decimal weight) in said)
        {
            decimal counted = Math.Min(passed + weight, to) - Math.Max(passed, from);
            sum += counted > 0 ? value * counted : 0;
            passed += weight;
        }

        return all > 0 ? sum / (to - from) : 0;
    }
}
