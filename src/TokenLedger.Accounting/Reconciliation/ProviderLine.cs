using TokenLedger.Accounting.Money;

namespace TokenLedger.Accounting.Reconciliation;

/// <summary>One statement of a provider's export: a quantity used, an amount charged, or both.</summary>
public sealed record ProviderLine
{
    /// <summary>Where it stands, for people ("costs.json: data[3].results[0]", "bill.csv line 12").</summary>
    public required string Place { get; init; }

    /// <summary>The provider by the ledger's short name.</summary>
    public required string Provider { get; init; }

    /// <summary>The day the provider books it on, as its export names the day.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>First instant of the bucket it is about, UTC.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>First instant after the bucket, UTC.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>The model as the provider names it; null when the export does not say.</summary>
    public string? Model { get; init; }

    /// <summary>The provider's id of the API key; null when the export does not say.</summary>
    public string? Key { get; init; }

    /// <summary>The service tier, see <see cref="Tiers"/>; null when the export does not say.</summary>
    public string? Tier { get; init; }

    /// <summary>What is counted, a name of <see cref="Metering.Meters"/>; null when the line does not say.</summary>
    public string? Meter { get; init; }

    /// <summary>Units of the meter; null when the line states no quantity.</summary>
    public decimal? Quantity { get; init; }

    /// <summary>The charge; null when the line states none.</summary>
    public Usd? Amount { get; init; }

    /// <summary>The provider's own words for the charge.</summary>
    public string? Description { get; init; }
}
