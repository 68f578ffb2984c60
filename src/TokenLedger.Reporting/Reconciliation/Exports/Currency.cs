namespace TokenLedger.Reporting.Reconciliation.Exports;

/// <summary>The ledger is in US dollars, and nothing is converted silently.</summary>
internal static class Currency
{
    /// <exception cref="UnreadableExportException">It is another currency.</exception>
    public static void CheckDollars(string? currency, string place)
    {
        if (!string.IsNullOrWhiteSpace(currency) && !currency.Trim().Equals("USD", StringComparison.OrdinalIgnoreCase))
        {
            throw new UnreadableExportException(
                $"{place}: is in {currency.Trim()}, but the ledger is in USD. Export it in USD, or convert it first."
            );
        }
    }
}
