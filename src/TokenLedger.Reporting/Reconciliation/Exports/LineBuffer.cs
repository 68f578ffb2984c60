using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Reconciliation;

namespace TokenLedger.Reporting.Reconciliation.Exports;

/// <summary>Gathers what the readers of one export find.</summary>
internal sealed class LineBuffer
{
    /// <summary>The coarsest step that amounts of dollars are rounded to.</summary>
    private static readonly Usd s_cent = new(Usd.PicoPerDollar / 100);

    private readonly List<ProviderLine> _lines = [];
    private readonly HashSet<ExportBucket> _usage = [];
    private readonly HashSet<ExportBucket> _costs = [];
    private Usd _step = Usd.Zero;

    public HashSet<string> UsageMeters { get; } = [];
    public HashSet<string> CostMeters { get; } = [];
    public List<string> Notes { get; } = [];

    /// <summary>Pages after which there is another, and where they end.</summary>
    public List<(string Place, DateTimeOffset End)> MoreAfter { get; } = [];

    public void Usage(ProviderLine line, string meter, decimal quantity)
    {
        if (quantity != 0)
        {
            _lines.Add(line with { Meter = meter, Quantity = quantity });
        }
    }

    /// <summary>A charge of so many dollars as written.</summary>
    public void Cost(ProviderLine line, decimal dollars)
    {
        Usd amount =
            ExactAmount.Dollars(dollars)
            ?? throw new UnreadableExportException(
                $"{line.Place}: a charge of {dollars} USD cannot be right; correct the file."
            );
        // Round amounts are written short: 12 means 12.00, and not that a dollar more or less is rounding.
        Usd step = ExactAmount.Step(dollars) is var written && written < s_cent ? written : s_cent;
        _step = _step == Usd.Zero || step < _step ? step : _step;
        _lines.Add(line with { Amount = amount });
    }

    public void UsageBucket(ExportBucket bucket) => _usage.Add(bucket);

    public void CostBucket(ExportBucket bucket) => _costs.Add(bucket);

    public ProviderExport ToExport() =>
        new()
        {
            Lines = _lines,
            UsageBuckets = [.. _usage],
            CostBuckets = [.. _costs],
            UsageMeters = UsageMeters,
            CostMeters = CostMeters,
            AmountStep = _step,
            Notes = [.. Notes.Distinct()],
        };
}
