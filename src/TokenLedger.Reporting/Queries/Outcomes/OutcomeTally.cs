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
    public void Add(in ToldOutcome outcome, (Usd Cost, Usd Estimated, bool IsUnpriced) share)
    {
        _outcomes++;
        _successes += outcome.Success ? 1 : 0;
        _cost += share.Cost;
        _estimated += share.Estimated;
        _unpriced += share.IsUnpriced ? 1 : 0;
        _value += outcome.Value ?? Usd.Zero;
        _valued += outcome.Value is null ? 0 : 1;
    }
}
