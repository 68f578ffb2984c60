namespace TokenLedger.Accounting.Reconciliation;

/// <summary>
/// What can be compared to tell on which day the provider books a call: units by meter where it states any, else
/// dollars.
/// </summary>
internal sealed class Residuals(Grain grain, Func<BookedLine, CellKey> cellOf, Func<ProviderLine, CellKey> cellOfTheirs)
{
    private const string Dollars = "usd";

    private readonly bool counts = grain.Usage.Count > 0;

    /// <summary>What the provider states, by cell without its day.</summary>
    public IEnumerable<(CellKey Series, string Measure, ProviderLine Line, decimal Value)> Theirs()
    {
        foreach (ProviderLine line in counts ? grain.Usage : grain.Costs)
        {
            CellKey series = cellOfTheirs(line) with { Day = default };
            yield return counts
                ? (series, line.Meter!, line, line.Quantity!.Value)
                : (series, Dollars, line, (decimal)line.Amount!.Value.Pico);
        }
    }

    /// <summary>What a line of the ledger is in the same measure; null when the provider does not measure it.</summary>
    public (CellKey Series, string Measure, decimal Value)? Of(BookedLine line)
    {
        CellKey series = cellOf(line) with { Day = default };
        if (!counts)
        {
            return line.Amount is { } amount ? (series, Dollars, (decimal)amount.Pico) : null;
        }

        string meter = grain.Fold(line.Meter);
        return grain.CountsUsageOf(meter) ? (series, meter, line.Quantity) : null;
    }
}
