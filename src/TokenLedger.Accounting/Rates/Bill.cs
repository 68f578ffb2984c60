using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;

namespace TokenLedger.Accounting.Rates;

/// <summary>One line of a bill: the quantity of one meter times one rate.</summary>
public sealed record LineItem
{
    /// <summary>
    /// What stands as meter in an entry's line that carries a charge the provider stated itself. The lines beside it say
    /// what was used, without amounts, so that the lines of an entry always sum to its cost.
    /// </summary>
    public const string StatedCharge = "stated_charge";

    /// <summary>What was used, a name of <see cref="Meters"/>.</summary>
    public required string Meter { get; init; }

    /// <summary>Units used.</summary>
    public required decimal Quantity { get; init; }

    /// <summary>How the quantity is known.</summary>
    public required Provenance Provenance { get; init; }

    /// <summary>
    /// How far the true quantity, and so the amount, may be off either way, in percent; null when nothing is estimated,
    /// or when the error is not known.
    /// </summary>
    public int? ErrorPercent { get; init; }

    /// <summary>USD per <see cref="Per"/> units, exactly as the rate card writes it; null when unpriced.</summary>
    public string? Rate { get; init; }

    /// <summary>Units that <see cref="Rate"/> buys (1,000,000 for most tokens); 0 when unpriced.</summary>
    public long Per { get; init; }

    /// <summary>The meter whose price was used when the card has none of its own; null when it is the same.</summary>
    public string? PricedAs { get; init; }

    /// <summary>Factors applied, as the rate card writes them, in its order; empty when none.</summary>
    public IReadOnlyList<string> Multipliers { get; init; } = [];

    /// <summary>Units billed where a minimum applies; null when the same as <see cref="Quantity"/>.</summary>
    public decimal? BilledQuantity { get; init; }

    /// <summary>The rate card row and the version of the book that priced this line; null when unpriced.</summary>
    /// <example>openai/gpt-5.6-sol/2026-08-21T00:00:00Z@3f2a9c01d4e5</example>
    public string? RateId { get; init; }

    /// <summary>The amount, rounded once, half to even, to one pico-dollar; null when unpriced.</summary>
    public Usd? Amount { get; init; }
}

/// <summary>An itemised bill of one call.</summary>
public sealed record Bill
{
    /// <summary>The rate card's model; null when no row matches (the call is unpriced).</summary>
    public string? Model { get; init; }

    /// <summary>The lines; their amounts sum to <see cref="Known"/>.</summary>
    public required IReadOnlyList<LineItem> Lines { get; init; }

    /// <summary>
    /// The charge; null when any line is unpriced, or when a part of the usage is unknown and not estimated.
    /// </summary>
    public Usd? Total { get; init; }

    /// <summary>The sum of the priced lines.</summary>
    public required Usd Known { get; init; }

    /// <summary>The part of <see cref="Known"/> whose quantities are estimated.</summary>
    public Usd Estimated { get; init; }

    /// <summary>What decided the charge. Where it was not computed, the lines carry quantities only.</summary>
    public CostBasis CostBasis { get; init; }

    /// <summary>
    /// unpriced_model, unpriced_meter, ambiguous_rate, estimated_rate, provider_cost_differs, in addition to the usage's
    /// own flags.
    /// </summary>
    public required IReadOnlyList<string> Flags { get; init; }

    /// <summary>Tokens the model's context holds, from the rate card; null when the card does not say.</summary>
    public long? ContextWindow { get; init; }
}
