namespace TokenLedger.Reporting.Currencies;

/// <summary>The currencies that amounts can be shown in.</summary>
/// <param name="All">They, by their codes.</param>
public sealed record CurrencyTable(IReadOnlyList<Currency> All)
{
    /// <summary>No currency but dollars.</summary>
    public static CurrencyTable None { get; } = new([]);

    /// <summary>Finds a currency.</summary>
    /// <param name="code">Its code, in any case.</param>
    /// <param name="problem">One sentence when there is none.</param>
    public Currency? Find(string code, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(code);
        foreach (Currency currency in All)
        {
            if (currency.Code.Equals(code, StringComparison.OrdinalIgnoreCase))
            {
                problem = null;
                return currency;
            }
        }

        string known =
            All.Count == 0 ? "none is there yet" : "there is " + string.Join(", ", All.Select(one => one.Code));
        problem =
            $"There is no exchange rate for '{code}'. Write one under display.currencies of the configuration; {known}.";
        return null;
    }
}
