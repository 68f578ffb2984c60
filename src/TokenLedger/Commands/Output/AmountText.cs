namespace TokenLedger.Commands.Output;

/// <summary>Amounts within a sentence.</summary>
internal static class AmountText
{
    /// <summary>The unit of amounts that can be shown in another currency too.</summary>
    public const string Dollars = "USD";

    /// <summary>"12.5 USD", with "(11.52 EUR)" behind it where that is asked for; "1200 tokens".</summary>
    /// <param name="output">Where it goes, which knows the currency asked for.</param>
    /// <param name="amount">The amount, as a plain decimal.</param>
    /// <param name="unit">"USD", "tokens" or "calls".</param>
    public static string Of(TextWriter output, string amount, string unit) =>
        unit == Dollars && output is CurrencyWriter other
            ? $"{amount} {unit} ({other.Of(amount)} {other.Code})"
            : $"{amount} {unit}";
}
