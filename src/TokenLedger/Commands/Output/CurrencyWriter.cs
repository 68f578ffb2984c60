using System.Text;
using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Currencies;

namespace TokenLedger.Commands.Output;

/// <summary>Where a report goes that shows its amounts in another currency too: its tables ask for it, its JSON gets it.</summary>
internal sealed class CurrencyWriter(TextWriter inner, Currency currency, bool isJson) : TextWriter
{
    /// <summary>The currency's code.</summary>
    public string Code => currency.Code;

    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <summary>A cell of dollars in the currency; empty when it holds no amount.</summary>
    public string Of(string cell) =>
        Usd.TryParse(cell.Replace(",", "", StringComparison.Ordinal).TrimStart('+'), out Usd amount)
            ? Figures.Of(currency.ToUnits(amount))
            : "";

    /// <summary>Says what a dollar is; JSON has said it.</summary>
    public void WriteRate()
    {
        if (!isJson)
        {
            inner.WriteLine(
                $"1 USD = {currency.PerUsdText} {currency.Code} of {currency.Date:yyyy-MM-dd} ({currency.Source}); the ledger is in USD."
            );
        }
    }

    /// <inheritdoc/>
    public override void Write(char value) => inner.Write(value);

    /// <inheritdoc/>
    public override void Write(string? value) => inner.Write(value);

    /// <inheritdoc/>
    public override void WriteLine(string? value) =>
        inner.WriteLine(isJson && value is ['{', ..] ? AmountsBeside.Add(value, currency) : value);

    /// <inheritdoc/>
    public override Task WriteLineAsync(string? value)
    {
        WriteLine(value);
        return Task.CompletedTask;
    }
}
