namespace TokenLedger.Accounting.Budgets;

/// <summary>A limit made ready to be judged. Quantities are in trillionths (<see cref="Quantity"/>).</summary>
internal sealed class LimitPlan
{
    private readonly Budget _budget;
    private readonly BudgetLimit _limit;
    private readonly string _meter;
    private readonly Int128 _amount;
    private readonly Change[] _changes;

    public LimitPlan(Budget budget, BudgetLimit limit)
    {
        _budget = budget;
        _limit = limit;
        _meter = LimitMeter.FullName(limit.Meter)!;
        _amount = Quantity.Of(limit.Amount);
        _changes =
            budget.Overrides.Count == 0
                ? []
                : [.. budget.Overrides.Where(change => change.Unit == limit.Unit).Select(change => new Change(change))];
    }

    public LimitUnit Unit => _limit.Unit;

    public string? Meter => _limit.Meter;

    private Int128? Ceiling =>
        _budget.Unpriced == UnpricedCalls.Ceiling && _budget.UnpricedCeiling is { } ceiling
            ? Quantity.Of(ceiling)
            : null;

    /// <summary>Whether the budget refuses calls without a price.</summary>
    public bool RefusesUnpriced => Unit == LimitUnit.Usd && _budget.Unpriced == UnpricedCalls.Block;

    /// <summary>The limit in force for an account; of several overrides the last one counts.</summary>
    public Int128 Amount(string member, long ticks)
    {
        for (int i = _changes.Length - 1; i >= 0; i--)
        {
            Change change = _changes[i];
            if (ticks >= change.From && ticks < change.To && (change.Member is null || change.Member == member))
            {
                return change.Amount;
            }
        }

        return _amount;
    }

    /// <summary>What a hold reserves of this limit, calls apart.</summary>
    /// <returns>Null when that cannot be known before.</returns>
    public Int128? Asked(in CallHold hold)
    {
        if (_budget.Hold == HoldMode.Observe)
        {
            return null;
        }

        TokenBound bound = hold.Under(_budget.Hold);
        return Unit switch
        {
            LimitUnit.Usd => bound.Amount is { } amount ? Quantity.Of(amount) : Ceiling,
            LimitUnit.Tokens => Tokens(bound),
            _ => null,
        };
    }

    /// <summary>What was used of this limit, calls apart.</summary>
    /// <param name="use">The figures.</param>
    /// <param name="held">Where the hold stands for what was used: the tokens that count.</param>
    public Int128 Used(CallUse use, Int128 held) =>
        Unit switch
        {
            LimitUnit.Usd => use.KnownBefore is { } before
                ? Corrected(use, Quantity.Of(before))
                : Debited(use.Known, use.IsPriced),
            LimitUnit.Tokens => use.IsHeld ? held : use.Metered(_meter),
            LimitUnit.ToolCalls => Quantity.Of((long)use.ToolCalls),
            _ => 0,
        };

    // An entry that had no price was debited at the ceiling: its price takes the ceiling's place.
    private Int128 Corrected(CallUse use, Int128 before) =>
        Debited(before + use.Known, use.IsPriced) - Debited(before, use.IsPriced && !use.TakesBackUnpriced);

    private Int128 Debited(Int128 known, bool isPriced) =>
        isPriced || Ceiling is not { } ceiling ? known : Int128.Max(known, ceiling);

    /// <summary>The tokens of a bound that count towards this limit.</summary>
    /// <returns>Null when the bound says nothing of this meter.</returns>
    public Int128? Tokens(in TokenBound bound)
    {
        // A meter below input or output can be all of it.
        bool input =
            _meter is "tokens" || IsOf("tokens.input") || IsOf("tokens.cache_read") || IsOf("tokens.cache_write");
        bool output = _meter is "tokens" || IsOf("tokens.output");
        return input || output
            ? (input ? Quantity.Of(bound.InputTokens) : 0) + (output ? Quantity.Of(bound.OutputTokens) : 0)
            : null;
    }

    private bool IsOf(string meter) => LimitMeter.Covers(meter, _meter);

    private sealed class Change(BudgetOverride change)
    {
        public Int128 Amount { get; } = Quantity.Of(change.Amount);

        public long From { get; } = change.From.UtcTicks;

        public long To { get; } = change.To.UtcTicks;

        public string? Member { get; } = change.Member is { } member ? ScopeValues.Of(member) : null;
    }
}
