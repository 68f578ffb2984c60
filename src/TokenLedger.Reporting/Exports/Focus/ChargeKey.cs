namespace TokenLedger.Reporting.Exports.Focus;

/// <summary>What the charges of one FOCUS row have in common.</summary>
internal sealed record ChargeKey
{
    /// <summary>First instant of the billing period, microseconds.</summary>
    public required long BillingPeriod { get; init; }

    /// <summary>First instant of the charge period, microseconds.</summary>
    public required long ChargePeriod { get; init; }

    /// <summary>Usage, Credit or Adjustment.</summary>
    public required string Category { get; init; }

    /// <summary>Whether it corrects a billing period that was closed.</summary>
    public required bool IsCorrection { get; init; }

    /// <summary>Whose it is and what it is about.</summary>
    public required ChargeSubject Subject { get; init; }

    /// <summary>The meter; null for an amount without one.</summary>
    public string? Meter { get; init; }

    /// <summary>USD per <see cref="Per"/> units, factors of the provider included; null where there is no rate.</summary>
    public ExactFactor? ListRate { get; init; }

    /// <summary>The same with the operator's own factors.</summary>
    public ExactFactor? ContractedRate { get; init; }

    /// <summary>Units that a rate buys.</summary>
    public long Per { get; init; }

    /// <summary>Row and version of the rate book.</summary>
    public string? RateId { get; init; }

    /// <summary>Whether the quantity is estimated.</summary>
    public bool IsEstimated { get; init; }

    /// <summary>Whether there is no price for it.</summary>
    public bool IsUnpriced { get; init; }

    /// <summary>The entry corrected; only of a correction.</summary>
    public Guid? Corrects { get; init; }

    /// <summary>Why; only of a correction, a credit or an adjustment.</summary>
    public string? Reason { get; init; }
}

/// <summary>Whose a charge is and what it is about.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Provider">The provider's short name.</param>
/// <param name="Model">The model.</param>
/// <param name="Tier">The service tier.</param>
/// <param name="Api">The dialect and operation.</param>
/// <param name="Region">The region.</param>
/// <param name="Session">The session.</param>
/// <param name="Agent">The agent.</param>
/// <param name="User">The user.</param>
/// <param name="Key">The caller's key.</param>
/// <param name="Tags">Attribution without a column of its own, and free tags, as a JSON object.</param>
internal sealed record ChargeSubject(
    string? Tenant,
    string? Provider,
    string? Model,
    string? Tier,
    string? Api,
    string? Region,
    string? Session,
    string? Agent,
    string? User,
    string? Key,
    string? Tags
);

/// <summary>What the charges of one row come to.</summary>
internal sealed class ChargeSum
{
    /// <summary>Units used.</summary>
    public decimal Quantity { get; private set; }

    /// <summary>Units billed.</summary>
    public decimal Billed { get; private set; }

    /// <summary>Tokens of reasoning among them.</summary>
    public decimal Reasoning { get; private set; }

    /// <summary>The amount, in pico-dollars.</summary>
    public Int128 Pico { get; private set; }

    /// <summary>Entries.</summary>
    public long Entries { get; private set; }

    /// <summary>Sequence of the first.</summary>
    public long First { get; private set; } = long.MaxValue;

    /// <summary>Sequence of the last.</summary>
    public long Last { get; private set; } = -1;

    /// <summary>Adds a line of an entry.</summary>
    public void Add(long sequence, decimal quantity, decimal billed, Int128 pico, bool isReasoning)
    {
        Quantity += quantity;
        Billed += billed;
        Reasoning += isReasoning ? quantity : 0;
        Pico = checked(Pico + pico);
        Entries += sequence == Last ? 0 : 1;
        First = Math.Min(First, sequence);
        Last = Math.Max(Last, sequence);
    }
}
