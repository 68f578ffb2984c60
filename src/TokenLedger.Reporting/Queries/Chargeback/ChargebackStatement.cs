using TokenLedger.Accounting.Money;

namespace TokenLedger.Reporting.Queries.Chargeback;

/// <summary>The answer to a <see cref="ChargebackQuery"/>. Every column of its rows sums to its total, exactly.</summary>
public sealed record ChargebackStatement
{
    /// <summary>The question.</summary>
    public required ChargebackQuery Query { get; init; }

    /// <summary>Who bears cost, dearest first; at the end nobody, when there is cost that nobody could be found for.</summary>
    public required IReadOnlyList<ChargebackRow> Rows { get; init; }

    /// <summary>What was shared, by why.</summary>
    public required IReadOnlyList<SharedCost> Shared { get; init; }

    /// <summary>The sum of the rows.</summary>
    public required ChargebackRow Total { get; init; }

    /// <summary>The statement of the time compared with; null when nothing is compared.</summary>
    public ChargebackStatement? Before { get; init; }

    /// <summary>Ledger entries folded into this answer.</summary>
    public required long AsOfEntry { get; init; }

    /// <summary>
    /// The rows, each with what its owner bore in the time compared with (null when nothing is compared); at their end,
    /// with nothing of now, those who were charged only then.
    /// </summary>
    public IReadOnlyList<(ChargebackRow Row, ChargebackRow? Before)> RowsBeside()
    {
        if (Before is null)
        {
            return [.. Rows.Select(row => (row, (ChargebackRow?)null))];
        }

        ILookup<string?, ChargebackRow> then = Before.Rows.ToLookup(row => row.Owner);
        ILookup<string?, ChargebackRow> now = Rows.ToLookup(row => row.Owner);
        return
        [
            .. Rows.Select(row => (row, then[row.Owner].FirstOrDefault() ?? ChargebackRow.Nothing(row.Owner))),
            .. Before
                .Rows.Where(row => !now.Contains(row.Owner))
                .Select(row => (ChargebackRow.Nothing(row.Owner), row)),
        ];
    }
}

/// <summary>What one bears.</summary>
/// <param name="Owner">His name; null for nobody.</param>
/// <param name="Calls">Calls of his own.</param>
/// <param name="Direct">What they cost, with their corrections as far as their month was not closed.</param>
/// <param name="Allocated">His share of what is shared.</param>
/// <param name="Corrections">Corrections of closed months that were booked in the window, and his share of shared ones.</param>
/// <param name="Unpriced">Calls of his own of which some part has no price: when not 0, the cost is higher.</param>
public sealed record ChargebackRow(string? Owner, long Calls, Usd Direct, Usd Allocated, Usd Corrections, long Unpriced)
{
    /// <summary>What he is charged.</summary>
    public Usd Charged => Direct + Allocated + Corrections;

    /// <summary>One who bears nothing.</summary>
    /// <param name="owner">His name; null for nobody.</param>
    public static ChargebackRow Nothing(string? owner) => new(owner, 0, Usd.Zero, Usd.Zero, Usd.Zero, 0);
}

/// <summary>Cost that is shared.</summary>
/// <param name="Why">"without tenant", or the condition that holds of it.</param>
/// <param name="Amount">The cost, corrections of closed months left out.</param>
/// <param name="Corrections">Those.</param>
public sealed record SharedCost(string Why, Usd Amount, Usd Corrections);
