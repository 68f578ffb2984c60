using TokenLedger.Accounting.Money;

namespace TokenLedger.Reporting.Queries;

/// <summary>What a group was in another span of time, and how its cost has changed since.</summary>
/// <param name="Before">Its figures then.</param>
/// <param name="Difference">Its cost now less its cost then.</param>
/// <param name="Percent">
/// The difference in percent of the cost then, rounded half to even to two decimals; null when that was not greater than 0.
/// </param>
public sealed record CostChange(CostFigures Before, Usd Difference, decimal? Percent)
{
    /// <summary>Decimals of percents.</summary>
    internal const int PercentDecimals = 2;

    /// <summary>The change from one span of time to another.</summary>
    public static CostChange Of(CostFigures now, CostFigures before)
    {
        ArgumentNullException.ThrowIfNull(now);
        ArgumentNullException.ThrowIfNull(before);
        Usd difference = now.Known - before.Known;
        return new(before, difference, PercentOf(difference, before.Known));
    }

    /// <summary>A difference in percent of what was before, as <see cref="Percent"/> is.</summary>
    internal static decimal? PercentOf(Usd difference, Usd before) =>
        before > Usd.Zero
            ? decimal.Round(
                (decimal)difference.Pico / (decimal)before.Pico * 100,
                PercentDecimals,
                MidpointRounding.ToEven
            )
            : null;
}
