namespace TokenLedger.Accounting.Forecasts;

/// <summary>What was used, period by period without a gap: a period in which nothing was used is a zero.</summary>
/// <param name="Values">The oldest first: dollars, tokens or calls. None is negative.</param>
/// <param name="Season">Periods after which a pattern repeats: 7 for days, 24 for hours.</param>
public sealed record PeriodSeries(IReadOnlyList<decimal> Values, int Season)
{
    /// <summary>The series without the zeros before the first use: before it there was nothing to learn from.</summary>
    public PeriodSeries FromFirstUse()
    {
        int first = 0;
        while (first < Values.Count && Values[first] == 0)
        {
            first++;
        }

        return first == 0 ? this : this with { Values = [.. Values.Skip(first)] };
    }
}
