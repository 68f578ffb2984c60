using System.Globalization;
using TokenLedger.Accounting.Money;

namespace TokenLedger.Commands.Output;

/// <summary>Amounts that are reckoned with and foreseen, not booked.</summary>
internal static class GuessedDollars
{
    /// <summary>An amount as a decimal number of dollars.</summary>
    public static decimal Of(Usd amount) => (decimal)amount.Pico / Usd.PicoPerDollar;

    /// <summary>Rounded to micro-dollars: more digits than a guess deserves would only look exact.</summary>
    public static string Text(decimal amount) =>
        decimal.Round(amount, 6, MidpointRounding.ToEven).ToString("0.00####", CultureInfo.InvariantCulture);
}
