namespace TokenLedger.Accounting.Budgets;

/// <summary>One window, from its first instant to the first after it.</summary>
/// <param name="Start">UTC ticks; <see cref="long.MinValue"/> for no beginning.</param>
/// <param name="End">UTC ticks; <see cref="long.MaxValue"/> for no end.</param>
public sealed record WindowSpan(long Start, long End)
{
    /// <summary>All time.</summary>
    public static WindowSpan Always { get; } = new(long.MinValue, long.MaxValue);

    /// <summary>Whether an instant is in it.</summary>
    public bool Holds(long ticks) => ticks >= Start && ticks < End;
}
