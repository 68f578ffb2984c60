namespace TokenLedger.Accounting.Comparing;

/// <summary>A share of cases, and between what the true one lies in 95 cases of a hundred (Wilson's interval).</summary>
/// <param name="Cases">How many cases.</param>
/// <param name="Hits">How many of them.</param>
public sealed record ShareEstimate(long Cases, long Hits)
{
    private const decimal Z2 = 1.96m * 1.96m;

    /// <summary>The share, percent.</summary>
    public decimal Percent => 100m * Hits / Cases;

    /// <summary>The low end, percent.</summary>
    public decimal Low => Math.Max(0, 100 * (Middle - Reach));

    /// <summary>The high end, percent.</summary>
    public decimal High => Math.Min(100, 100 * (Middle + Reach));

    private decimal Share => (decimal)Hits / Cases;

    private decimal Middle => (Share + (Z2 / (2 * Cases))) / (1 + (Z2 / Cases));

    private decimal Reach =>
        MeanEstimate.Root((Share * (1 - Share) / Cases) + (Z2 / (4m * Cases * Cases))) * 1.96m / (1 + (Z2 / Cases));
}
