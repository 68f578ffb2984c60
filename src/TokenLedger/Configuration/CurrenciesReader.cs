using TokenLedger.Reporting.Currencies;

namespace TokenLedger.Configuration;

/// <summary>Reads display.currencies.</summary>
internal sealed class CurrenciesReader(Settings settings, Remarks remarks)
{
    /// <summary>Reads them. What is wrong is remarked; the result counts only when nothing is.</summary>
    public CurrencyTable Read()
    {
        List<Currency> currencies = [];
        foreach (ListItem item in ListItem.Of(settings, "display.currencies"))
        {
            Setting? code = item.Required("code", remarks);
            Setting? perUsd = item.Required("per_usd", remarks);
            Setting? date = item.Required("date", remarks);
            Setting? source = item.Required("source", remarks);
            if (code is null || perUsd is null || date is null || source is null)
            {
                continue;
            }

            Currency currency = new(
                (string)code.Value,
                (decimal)perUsd.Value,
                (DateOnly)date.Value,
                (string)source.Value
            );
            if (currencies.Exists(known => known.Code == currency.Code))
            {
                remarks.Problem(
                    code.Origin,
                    $"{item.Path}.code: {currency.Code} is there already; keep one of the two"
                );
            }

            currencies.Add(currency);
        }

        return new(currencies);
    }
}
