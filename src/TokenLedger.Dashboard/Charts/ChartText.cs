using System.Globalization;
using TokenLedger.Accounting.Money;
using TokenLedger.Dashboard.Pages.Elements;

namespace TokenLedger.Dashboard.Charts;

/// <summary>How values of charts are written.</summary>
public static class ChartText
{
    /// <summary>An amount in dollars, with as many decimals as it needs: "$12", "$0.25", "$0.0004".</summary>
    public static string Dollars(decimal dollars) => Show.Dollars(Usd.FromDecimal(dollars), DecimalsOf(dollars));

    /// <summary>A whole number in little room.</summary>
    public static string Count(decimal number) =>
        number == decimal.Truncate(number)
            ? Show.Short((long)number)
            : number.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Milliseconds.</summary>
    public static string Milliseconds(decimal milliseconds) => Show.Milliseconds((long)milliseconds);

    /// <summary>A share of one as a percentage.</summary>
    public static string Percent(decimal share) => Show.Percent((double)share);

    /// <summary>The value itself, without zeros at its end.</summary>
    public static string Exact(decimal value) =>
        (value / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture);

    /// <summary>An amount as an exact value of a chart.</summary>
    public static decimal Of(Usd amount) => decimal.Parse(amount.ToString(), CultureInfo.InvariantCulture);

    /// <summary>As many decimals as an amount needs.</summary>
    public static int DecimalsOf(decimal dollars) =>
        Math.Abs(dollars) switch
        {
            0 => 0,
            >= 10 => dollars == decimal.Truncate(dollars) ? 0 : 2,
            >= 0.1m => 2,
            >= 0.001m => 4,
            _ => 6,
        };
}
