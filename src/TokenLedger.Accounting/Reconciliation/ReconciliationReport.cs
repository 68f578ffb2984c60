using TokenLedger.Accounting.Money;

namespace TokenLedger.Accounting.Reconciliation;

/// <summary>One day, model and key: what the provider says, what the ledger says, and why they differ.</summary>
public sealed record ReconciledRow
{
    /// <summary>The provider's short name.</summary>
    public required string Provider { get; init; }

    /// <summary>The day as the provider names it.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>An instant of both the UTC day and the provider's day of that name, for what is booked from the row.</summary>
    public required DateTimeOffset Instant { get; init; }

    /// <summary>The model by the rate book's name; null for charges without one, or when models are not compared.</summary>
    public string? Model { get; init; }

    /// <summary>The provider's key id; null for all keys that are not mapped, or when keys are not compared.</summary>
    public string? Key { get; init; }

    /// <summary>The provider's charge.</summary>
    public required Usd Theirs { get; init; }

    /// <summary>
    /// Whether the export states the charge. If not, it is the provider's quantities at the ledger's prices.
    /// </summary>
    public required bool Billed { get; init; }

    /// <summary>The ledger's cost of the UTC day, as corrected.</summary>
    public required Usd Ours { get; init; }

    /// <summary>The explanations; their amounts sum to the residual.</summary>
    public required IReadOnlyList<Explanation> Explanations { get; init; }

    /// <summary>The provider's charge minus the ledger's.</summary>
    public Usd Residual => Theirs - Ours;

    /// <summary>The part of the residual with this cause.</summary>
    public Usd this[Cause cause] => Explanation.Sum(Explanations, cause);
}

/// <summary>A whole reconciliation.</summary>
public sealed record ReconciliationReport
{
    /// <summary>The rows in order of day, model and key.</summary>
    public required IReadOnlyList<ReconciledRow> Rows { get; init; }

    /// <summary>Whether rows are per key.</summary>
    public required bool ByKey { get; init; }

    /// <summary>Whether rows are per model.</summary>
    public required bool ByModel { get; init; }

    /// <summary>First day; null when the export is empty.</summary>
    public required DateOnly? FirstDay { get; init; }

    /// <summary>Last day.</summary>
    public required DateOnly? LastDay { get; init; }

    /// <summary>The offset from UTC that the provider's days were found to have; null when none was found.</summary>
    public TimeSpan? FoundOffset { get; init; }

    /// <summary>The most by which rounding may change one line of the export.</summary>
    public required Usd AmountStep { get; init; }

    /// <summary>What a reader must know, one sentence each.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>The provider's charges.</summary>
    public Usd Theirs => Total(row => row.Theirs);

    /// <summary>The ledger's cost.</summary>
    public Usd Ours => Total(row => row.Ours);

    /// <summary>The difference.</summary>
    public Usd Residual => Theirs - Ours;

    /// <summary>The part of the whole residual with this cause.</summary>
    public Usd this[Cause cause] => Total(row => row[cause]);

    /// <summary>
    /// What is not explained, each part counted as positive: two parts that happen to cancel out are both still open.
    /// </summary>
    public Usd Unexplained =>
        Total(row =>
            row.Explanations.Where(part => part.Cause == Cause.Unexplained)
                .Aggregate(Usd.Zero, (sum, part) => sum + (part.Amount < Usd.Zero ? -part.Amount : part.Amount))
        );

    /// <summary>
    /// Whether units differ, or are unpriced here, that nobody states a price for: no amount shows them. Not where a
    /// charge has taken them up.
    /// </summary>
    public bool HasUnvalued =>
        Rows.Any(row =>
            row.Explanations.Any(part =>
                part.IsUnvalued && !row.Explanations.Any(other => other.Cause == part.Cause && other.Amount != Usd.Zero)
            )
        );

    private Usd Total(Func<ReconciledRow, Usd> amount) => Rows.Aggregate(Usd.Zero, (sum, row) => sum + amount(row));
}
