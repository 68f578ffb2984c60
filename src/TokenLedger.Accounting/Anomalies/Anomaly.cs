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
    /// <summary>The first of the periods in a row that are off in the same direction, as far as they were judged.</summary>
    public int Since { get; init; }

    /// <summary>How much more than expected; negative for less.</summary>
    public decimal Excess => Value - Expected;

    /// <summary>Whether it was more than expected.</summary>
    public bool IsAbove => Excess > 0;
}

/// <summary>What was found in a series.</summary>
/// <param name="Judged">How many periods could be judged: too little was known before the others.</param>
/// <param name="Anomalies">Those that stand out, the oldest first.</param>
public sealed record AnomalyFindings(int Judged, IReadOnlyList<Anomaly> Anomalies);
