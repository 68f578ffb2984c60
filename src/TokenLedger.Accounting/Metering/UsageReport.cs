namespace TokenLedger.Accounting.Metering;

/// <summary>How one quantity is known.</summary>
public enum Provenance
{
    /// <summary>The provider stated it.</summary>
    Reported,

    /// <summary>Counted exactly by us from the bytes that passed.</summary>
    Counted,

    /// <summary>Computed by us from what is known; may differ from the provider's bill.</summary>
    Estimated,
}

/// <summary>Where the usage of a whole call comes from.</summary>
public enum UsageSource
{
    /// <summary>No inference took place (an error, a listing): nothing to bill.</summary>
    None,

    /// <summary>A complete report of the provider.</summary>
    Provider,

    /// <summary>The provider reported a part (the stream broke after the input counters).</summary>
    ProviderPartial,

    /// <summary>The provider reported nothing; every quantity is estimated.</summary>
    Estimated,
}

/// <summary>What decides the charge of a call.</summary>
public enum CostBasis
{
    /// <summary>Our quantities at the rate card's prices.</summary>
    Computed,

    /// <summary>The cost the provider stated is what it charges (OpenRouter); the rate card is not asked.</summary>
    ProviderReported,

    /// <summary>The call ran on capacity paid for otherwise (provisioned throughput): it adds no charge.</summary>
    Prepaid,
}

/// <summary>A quantity on one meter.</summary>
/// <param name="Meter">A name of <see cref="Meters"/>.</param>
/// <param name="Count">Units of the meter, never negative; whole for tokens.</param>
/// <param name="Provenance">How it is known.</param>
/// <param name="ErrorPercent">
/// How far the true count may be off either way, in percent of <paramref name="Count"/>; null when nothing is estimated,
/// or when the error is not known.
/// </param>
public readonly record struct Quantity(string Meter, decimal Count, Provenance Provenance, int? ErrorPercent = null);

/// <summary>
/// What one call used, normalised from a provider's own shape into disjoint meters, with the facts that choose its
/// price. Immutable once a reader hands it out.
/// </summary>
public sealed record UsageReport
{
    /// <summary>Where the figures come from.</summary>
    public required UsageSource Source { get; init; }

    /// <summary>The disjoint quantities, zero quantities left out.</summary>
    public required IReadOnlyList<Quantity> Quantities { get; init; }

    /// <summary>The model that answered, as the provider names it; null when it did not say.</summary>
    public string? ServedModel { get; init; }

    /// <summary>The provider's id of the response ("chatcmpl-…", "msg_…"), null when it gave none.</summary>
    public string? ResponseId { get; init; }

    /// <summary>
    /// Facts that select a price, by the names of the rate table's conditions (service_tier, inference_geo, speed …),
    /// as served. The context size is a fact of its own: <see cref="ContextTokens"/>.
    /// </summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Conditions { get; init; }

    /// <summary>The whole prompt in tokens: fresh, cached and written, all modalities; null when not reported.</summary>
    public long? ContextTokens { get; init; }

    /// <summary>
    /// What a reader of the bill must know: stream_truncated, stream_error, usage_missing, usage_pending,
    /// inconsistent_usage, advisor_usage, provider_cost_incomplete, provisioned_throughput.
    /// </summary>
    public required IReadOnlyList<string> Flags { get; init; }

    /// <summary>The provider's usage object, byte for byte as JSON text, at most 4 KiB; null when there was none.</summary>
    public string? RawUsage { get; init; }

    /// <summary>The cost the provider itself stated, in USD; null when it states none.</summary>
    public decimal? ProviderCostUsd { get; init; }

    /// <summary>What decides the charge: our rates, or the provider's own statement.</summary>
    public CostBasis CostBasis { get; init; }

    /// <summary>
    /// True when every count was reported, though the answer broke off (<see cref="UsageSource.ProviderPartial"/>):
    /// cumulative counters up to the last event. Such usage has a total and needs no estimate.
    /// </summary>
    public bool EveryPartReported { get; init; }

    /// <summary>Tools the model asked the caller to run, by name, in order, at most 32.</summary>
    public IReadOnlyList<string> ToolsCalled { get; init; } = [];
}
