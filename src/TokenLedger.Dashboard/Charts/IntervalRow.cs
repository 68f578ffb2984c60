namespace TokenLedger.Dashboard.Charts;

/// <summary>One value of <see cref="Intervals"/>, and how sure it is.</summary>
/// <param name="Name">What it is of.</param>
/// <param name="Value">The value.</param>
/// <param name="Low">The low end of its interval; null where nobody can say.</param>
/// <param name="High">The high end; null where nobody can say.</param>
public sealed record IntervalRow(string Name, decimal Value, decimal? Low, decimal? High);
