using System.Globalization;
using TokenLedger.Reporting.Queries.Foresight;

namespace TokenLedger.Reporting.Documents;

/// <summary>Amounts that are reckoned with and foreseen, not booked.</summary>
public static class GuessText
{
    /// <summary>Dollars rounded to micro-dollars: more digits than a guess deserves would only look exact.</summary>
    public static string Dollars(decimal amount) =>
        decimal.Round(amount, 6, MidpointRounding.ToEven).ToString("0.00####", CultureInfo.InvariantCulture);

    /// <summary>A whole number of tokens or calls, or dollars as <see cref="Dollars"/>.</summary>
    public static string Of(decimal amount, ForeseenQuantity quantity) =>
        quantity == ForeseenQuantity.Cost
            ? Dollars(amount)
            : decimal.Round(amount, 0, MidpointRounding.ToEven).ToString("0", CultureInfo.InvariantCulture);

    /// <summary>A percentage with one decimal.</summary>
    public static string Percent(decimal percent) =>
        decimal.Round(percent, 1, MidpointRounding.ToEven).ToString("0.0", CultureInfo.InvariantCulture);

    /// <summary>A day.</summary>
    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>An exact amount without exponent and trailing zeros.</summary>
    public static string Exact(decimal amount) =>
        amount.ToString("0.############################", CultureInfo.InvariantCulture);
}
