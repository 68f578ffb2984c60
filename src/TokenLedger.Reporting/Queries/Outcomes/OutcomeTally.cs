using TokenLedger.Accounting.Money;

namespace TokenLedger.Reporting.Queries.Outcomes;

/// <summary>Adds outcomes up.</summary>
internal sealed class OutcomeTally
{
    private long _outcomes;
    private long _successes;
    private Usd _cost;
    private Usd _estimated;
    private long _unpriced;
    private Usd _value;
    private long _valued;

    /// <summary>What they come to.</summary>
    public OutcomeFigures Figures =>
        new()
        {
            Outcomes = _outcomes,
            Successes = _successes,
            Cost = _cost,
            Estimated = _estimated,
            Unpriced = _unpriced,
            Value = _value,
            Valued = _valued,
        };

    /// <summary>Adds an outcome with its share of its session's cost.</summary>
    public void Add(in ToldOutcome outcome, (Usd Cost, Usd Estimated, bool IsUnpriced) share) =>
        Add(
            new(1, outcome.Success ? 1 : 0, outcome.Value is null ? 0 : 1, outcome.Value ?? Usd.Zero),
            share.Cost,
            share.Estimated,
            share.IsUnpriced
        );

    /// <summary>Adds what others came to.</summary>
    public void Add(OutcomeTally other)
    {
        _outcomes += other._outcomes;
        _successes += other._successes;
        _cost += other._cost;
        _estimated += other._estimated;
        _unpriced += other._unpriced;
        _value += other._value;
        _valued += other._valued;
    }

    /// <summary>Adds outcomes with what they cost.</summary>
    public void Add(in OutcomeCounts told, Usd cost, Usd estimated, bool areUnpriced)
    {
        _outcomes += told.Outcomes;
        _successes += told.Successes;
        _valued += told.Valued;
        _value += told.Value;
        _cost += cost;
        _estimated += estimated;
        _unpriced += areUnpriced ? told.Outcomes : 0;
    }
}

/// <summary>Outcomes that were told, without what they cost.</summary>
/// <param name="Outcomes">How many.</param>
/// <param name="Successes">Those of them that succeeded.</param>
/// <param name="Valued">Those of which somebody said what they are worth.</param>
/// <param name="Value">What these are worth.</param>
internal readonly record struct OutcomeCounts(long Outcomes, long Successes, long Valued, Usd Value);
