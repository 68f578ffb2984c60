using System.Globalization;
using TokenLedger.Accounting.Money;

namespace TokenLedger.Reporting.Reconciliation.Exports;

/// <summary>Amounts and quantities as exports write them, taken exactly; never through binary floating point.</summary>
internal static class ExactAmount
{
    private const int PicoDecimals = 12;
    private const decimal MostDollars = 1_000_000_000_000m;

    /// <summary>A decimal, with or without an exponent; null when the text is none.</summary>
    public static decimal? Number(string text) =>
        decimal.TryParse(
            text,
            NumberStyles.AllowLeadingSign
                | NumberStyles.AllowDecimalPoint
                | NumberStyles.AllowExponent
                | NumberStyles.AllowLeadingWhite
                | NumberStyles.AllowTrailingWhite,
            CultureInfo.InvariantCulture,
            out decimal value
        )
            ? value
            : null;

    /// <summary>
    /// Dollars as an amount. Decimals beyond a pico-dollar are the noise of a provider's own floating point and are
    /// rounded half to even; the step is a pico-dollar then.
    /// </summary>
    /// <returns>Null when it is more than anyone is charged.</returns>
    public static Usd? Dollars(decimal value) =>
        Math.Abs(value) > MostDollars
            ? null
            : new((Int128)(Math.Round(value, PicoDecimals, MidpointRounding.ToEven) * Usd.PicoPerDollar));

    /// <summary>One unit of the last decimal written.</summary>
    public static Usd Step(decimal value)
    {
        Int128 pico = 1;
        for (int i = Math.Min((int)value.Scale, PicoDecimals); i < PicoDecimals; i++)
        {
            pico *= 10;
        }

        return new(pico);
    }
}
