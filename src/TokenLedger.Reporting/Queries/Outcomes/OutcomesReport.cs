using TokenLedger.Accounting.Money;

namespace TokenLedger.Reporting.Queries.Outcomes;

/// <summary>The answer to an <see cref="OutcomesQuery"/>.</summary>
public sealed record OutcomesReport
{
    /// <summary>The question.</summary>
    public required OutcomesQuery Query { get; init; }

    /// <summary>The rows, the dearest first, at most the limit.</summary>
    public required IReadOnlyList<OutcomeRow> Rows { get; init; }

    /// <summary>Rows left out.</summary>
    public required int RowsLeftOut { get; init; }

    /// <summary>All outcomes, also of the rows left out.</summary>
    public required OutcomeFigures Total { get; init; }

    /// <summary>The same about the time that the question compares with; null when it compares with none.</summary>
    public OutcomesReport? Before { get; init; }

    /// <summary>Ledger entries folded into this answer.</summary>
    public required long AsOfEntry { get; init; }
}

/// <summary>Outcomes of one name and group.</summary>
/// <param name="Name">The name.</param>
/// <param name="Keys">Values of <see cref="OutcomesQuery.By"/>; null where outcomes have none.</param>
/// <param name="Figures">The figures.</param>
public sealed record OutcomeRow(string Name, IReadOnlyList<string?> Keys, OutcomeFigures Figures);

/// <summary>
/// What outcomes come to. A session's cost in the window is shared equally among all its outcomes in the window, whatever
/// their names; a remainder of pico-dollars goes to the first ones. So the costs of all outcomes add up to those of the
/// sessions that had one.
/// </summary>
public sealed record OutcomeFigures
{
    /// <summary>Nothing.</summary>
    public static OutcomeFigures None { get; } = new();

    /// <summary>Outcomes.</summary>
    public long Outcomes { get; init; }

    /// <summary>Those of them that succeeded.</summary>
    public long Successes { get; init; }

    /// <summary>Their share of their sessions' costs, as far as priced.</summary>
    public Usd Cost { get; init; }

    /// <summary>The estimated part of it, shared alike.</summary>
    public Usd Estimated { get; init; }

    /// <summary>Outcomes of sessions with a call that has a part without a price: their true cost is higher.</summary>
    public long Unpriced { get; init; }

    /// <summary>What they are worth, as far as said.</summary>
    public Usd Value { get; init; }

    /// <summary>Outcomes of which somebody said what they are worth.</summary>
    public long Valued { get; init; }

    /// <summary>Successes of a hundred outcomes, to two decimals; null without outcomes.</summary>
    public decimal? SuccessPercent =>
        Outcomes == 0 ? null : decimal.Round(100m * Successes / Outcomes, 2, MidpointRounding.ToEven);

    /// <summary>Cost per outcome, rounded half to even to a pico-dollar; null without outcomes.</summary>
    public Usd? PerOutcome => Outcomes == 0 ? null : ExactShare.Of(Cost, Outcomes);

    /// <summary>Cost of all outcomes per success: failures are paid for by successes. Null without a success.</summary>
    public Usd? PerSuccess => Successes == 0 ? null : ExactShare.Of(Cost, Successes);

    /// <summary>
    /// Value per dollar of cost, to four decimals; null when there is no cost to compare with, nobody said a value, or it
    /// does not fit.
    /// </summary>
    public decimal? ValueRatio
    {
        get
        {
            if (Cost <= Usd.Zero || Valued == 0)
            {
                return null;
            }

            Int128 scaled = checked(Value.Pico * 10_000);
            Int128 ratio = ExactShare.Of(scaled, Cost.Pico);
            return Int128.Abs(ratio) > long.MaxValue ? null : (decimal)(long)ratio / 10_000;
        }
    }

    /// <summary>Both together.</summary>
    public static OutcomeFigures operator +(OutcomeFigures left, OutcomeFigures right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new()
        {
            Outcomes = left.Outcomes + right.Outcomes,
            Successes = left.Successes + right.Successes,
            Cost = left.Cost + right.Cost,
            Estimated = left.Estimated + right.Estimated,
            Unpriced = left.Unpriced + right.Unpriced,
            Value = left.Value + right.Value,
            Valued = left.Valued + right.Valued,
        };
    }
}
