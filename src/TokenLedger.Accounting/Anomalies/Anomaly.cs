namespace TokenLedger.Accounting.Anomalies;

/// <summary>A period that is far from what it should have been.</summary>
/// <param name="Period">Its place in the series, from 0.</param>
/// <param name="Value">What it was.</param>
/// <param name="Expected">What periods like it have been.</param>
/// <param name="Low">The low end of what would have been usual.</param>
/// <param name="High">The high end.</param>
/// <param name="Score">How many usual deviations it is away; negative when it is below.</param>
public sealed record Anomaly(int Period, decimal Value, decimal Expected, decimal Low, decimal High, decimal Score)
{
    /// <summary>How much more than expected; negative for less.</summary>
    public decimal Excess => Value - Expected;
}
