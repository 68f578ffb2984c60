namespace TokenLedger.Accounting.Comparing;

/// <summary>A mean, and between what the true one lies in 95 cases of a hundred, by the normal approximation.</summary>
/// <param name="Count">How many values it is of.</param>
/// <param name="Mean">The mean.</param>
/// <param name="Error">Its standard error; null for fewer than two values.</param>
public sealed record MeanEstimate(long Count, decimal Mean, decimal? Error)
{
    /// <summary>Fewest values from which on the approximation is worth showing: costs of calls are skewed.</summary>
    public const int Fewest = 30;

    private const decimal Z = 1.96m;

    /// <summary>The low end; null when there are too few values to say.</summary>
    public decimal? Low => Error is { } error && Count >= Fewest ? Math.Max(0, Mean - (Z * error)) : null;

    /// <summary>The high end; null when there are too few values to say.</summary>
    public decimal? High => Error is { } error && Count >= Fewest ? Mean + (Z * error) : null;

    /// <summary>Estimates a mean from values that were counted in narrow steps: those of a step are taken for their mean.</summary>
    /// <param name="total">The exact sum of all values, corrections included.</param>
    /// <param name="steps">Of each step how many values it has, and their sum.</param>
    /// <returns>Null without values.</returns>
    public static MeanEstimate? Of(decimal total, IReadOnlyCollection<(long Count, decimal Sum)> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        long count = steps.Sum(step => step.Count);
        if (count == 0)
        {
            return null;
        }

        decimal mean = steps.Sum(step => step.Sum) / count;
        decimal squares = 0;
        foreach ((long of, decimal sum) in steps)
        {
            if (of > 0)
            {
                decimal away = (sum / of) - mean;
                squares += of * away * away;
            }
        }

        return new(count, total / count, count < 2 ? null : Root(squares / (count - 1) / count));
    }

    /// <summary>Whether two means differ by more than chance makes in one case of twenty; null when nobody can tell.</summary>
    public static bool? Differ(MeanEstimate? one, MeanEstimate? other) =>
        one is { Error: { } first, Count: >= Fewest } && other is { Error: { } second, Count: >= Fewest }
            ? Math.Abs(one.Mean - other.Mean) > Z * Root((first * first) + (second * second))
            : null;

    // A root for a statistic: not money.
    internal static decimal Root(decimal value) => (decimal)Math.Sqrt((double)value);
}
