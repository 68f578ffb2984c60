using TokenLedger.Accounting.Money;

namespace TokenLedger.Accounting.Budgets;

/// <summary>
/// Quantities of any unit as whole trillionths, so that dollars, tokens and seconds are added and compared exactly and
/// alike. One addend is at most 10^18 units: a figure beyond that is nonsense, and a hundred million of them still fit.
/// </summary>
internal static class Quantity
{
    /// <summary>Trillionths in one.</summary>
    public const long Scale = Usd.PicoPerDollar;

    private const decimal Most = 1_000_000_000_000_000_000m;

    private static readonly Int128 _most = (Int128)Most * Scale;

    /// <summary>One.</summary>
    public static Int128 One => Scale;

    /// <summary>Dollars.</summary>
    public static Int128 Of(Usd amount) => Int128.Clamp(amount.Pico, -_most, _most);

    /// <summary>A number of anything.</summary>
    public static Int128 Of(decimal number) => Usd.FromDecimal(decimal.Clamp(number, -Most, Most)).Pico;

    /// <summary>A whole number of anything.</summary>
    public static Int128 Of(long number) => (Int128)number * Scale;

    /// <summary>A length of time in seconds.</summary>
    public static Int128 Seconds(long ticks) => (Int128)ticks * (Scale / TimeSpan.TicksPerSecond);

    /// <summary>As a number for people.</summary>
    public static decimal Number(Int128 quantity)
    {
        (Int128 whole, Int128 part) = Int128.DivRem(quantity, Scale);
        return (decimal)whole + (decimal)part / Scale;
    }
}
