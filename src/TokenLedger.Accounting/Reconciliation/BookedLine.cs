using TokenLedger.Accounting.Money;

namespace TokenLedger.Accounting.Reconciliation;

/// <summary>One line item of the ledger, as far as a provider's bill can be compared with it.</summary>
public sealed record BookedLine
{
    /// <summary>The meter of an amount that belongs to no line item (a credit, a correction of a whole bill).</summary>
    public const string NoMeter = "";

    /// <summary>The call: the sequence of the entry that opened it.</summary>
    public required long Call { get; init; }

    /// <summary>The call's id; null where it is of no interest.</summary>
    public Guid? CallId { get; init; }

    /// <summary>When the request began, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The provider's short name.</summary>
    public required string Provider { get; init; }

    /// <summary>The model that answered, or was asked for.</summary>
    public string? Model { get; init; }

    /// <summary>The fingerprint of the caller's key.</summary>
    public string? Key { get; init; }

    /// <summary>The service tier as booked; null for the standard one.</summary>
    public string? Tier { get; init; }

    /// <summary>What was counted, or <see cref="NoMeter"/>.</summary>
    public required string Meter { get; init; }

    /// <summary>Units; negative where an adjustment takes back.</summary>
    public decimal Quantity { get; init; }

    /// <summary>The amount; null when unpriced.</summary>
    public Usd? Amount { get; init; }

    /// <summary>Whether the quantity is an estimate.</summary>
    public bool Estimated { get; init; }
}
