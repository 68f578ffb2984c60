namespace TokenLedger.Accounting.Anomalies;

/// <summary>Who or what made a period an anomaly: a value of one grouping, or of two together.</summary>
/// <param name="What">Grouping and value; a null value stands for calls that have none.</param>
/// <param name="Value">What it used.</param>
/// <param name="Expected">What it should have used.</param>
/// <param name="Percent">Its part of the whole excess.</param>
public sealed record Contributor(
    IReadOnlyList<KeyValuePair<string, string?>> What,
    decimal Value,
    decimal Expected,
    decimal Percent
)
{
    /// <summary>How much more than expected; negative for less.</summary>
    public decimal Excess => Value - Expected;
}

/// <summary>The smallest part of a period that is told apart: one value of every grouping.</summary>
/// <param name="Values">One for each grouping; null for none.</param>
/// <param name="Value">What it used.</param>
/// <param name="Expected">What it should have used.</param>
public sealed record Cell(IReadOnlyList<string?> Values, decimal Value, decimal Expected)
{
    /// <summary>How much more than expected.</summary>
    public decimal Excess => Value - Expected;
}
