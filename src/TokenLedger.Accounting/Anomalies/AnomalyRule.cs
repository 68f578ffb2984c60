namespace TokenLedger.Accounting.Anomalies;

/// <summary>What counts as an anomaly.</summary>
public sealed record AnomalyRule
{
    /// <summary>
    /// Where days begin to be anomalies: on days that scatter by a fifth around weekly patterns and growth that is one false
    /// alarm in about 800.
    /// </summary>
    public const decimal DayScore = 4;

    /// <summary>Where hours begin: there are 24 times as many to cry wolf, and their tails are heavier.</summary>
    public const decimal HourScore = 5.5m;

    /// <summary>
    /// Usual deviations away from what is expected, from which a period is an anomaly. Default <see cref="DayScore"/>.
    /// </summary>
    public decimal Score { get; init; } = DayScore;

    /// <summary>
    /// The deviation of a period that is always usual, as a part of what is expected. Default 0.12: a series so steady
    /// that it hardly scatters must not make a fuss of a few percent.
    /// </summary>
    public decimal UsualPart { get; init; } = 0.12m;

    /// <summary>Smallest distance from what is expected that is worth a word, in the series' unit. Default 0.</summary>
    public decimal SmallestExcess { get; init; }

    /// <summary>Whether too little is an anomaly too. Default false.</summary>
    public bool Below { get; init; }
}
