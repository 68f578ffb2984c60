namespace TokenLedger.Accounting.Metering.Reading;

/// <summary>How far a dialect's counters are known.</summary>
internal readonly record struct UsageFigures
{
    /// <summary>Whether the provider reported any count.</summary>
    public required bool Reported { get; init; }

    /// <summary>Whether nothing is missing: every count that belongs to an answer was reported and could be read.</summary>
    public required bool Whole { get; init; }

    /// <summary>Whether the counts contradict each other or were no counts.</summary>
    public bool Inconsistent { get; init; }

    /// <summary>The whole prompt in tokens; null when not reported or not what the price depends on.</summary>
    public long? ContextTokens { get; init; }

    /// <summary>What the provider says the call cost.</summary>
    public StatedCost Cost { get; init; }
}

/// <summary>A cost the provider stated.</summary>
/// <param name="Usd">The amount; null when it stated none.</param>
/// <param name="Basis">Whether that amount is what the provider charges.</param>
internal readonly record struct StatedCost(decimal? Usd, CostBasis Basis);
