namespace TokenLedger.Accounting.Rates;

/// <summary>An operator's factor, ready to multiply the prices of the rows it is about.</summary>
internal sealed class RowFactor
{
    private static readonly string[] AllMeters = ["*"];

    private readonly RateMultiplier multiplier;
    private readonly RateFactor source;

    public RowFactor(RateFactor source)
    {
        this.source = source;
        _ = ExactRatio.TryParse(source.Times, out ExactRatio factor);
        multiplier = new(
            Dimension: "",
            [.. source.When.Select(fact => new OneOf(fact.Key, [fact.Value], Negated: false))],
            source.Times,
            factor,
            source.Meters.Count == 0 ? AllMeters : source.Meters
        );
    }

    public string Name => source.Name;

    public string Times => multiplier.Times;

    public ExactRatio Factor => multiplier.Factor;

    public bool IsCommitment => source.Kind == FactorKind.Commitment;

    /// <summary>What must hold beside meter and time.</summary>
    public IReadOnlyList<RateCondition> When => multiplier.When;

    /// <summary>Whether it is about a row at all.</summary>
    public bool IsAbout(RateRow row) =>
        NamePattern.Matches(source.Provider, row.Provider) && NamePattern.Matches(source.Model, row.Model);

    /// <summary>Whether it is about a meter at an instant.</summary>
    public bool Covers(string meter, DateTimeOffset instant) =>
        (source.From is null || instant >= source.From)
        && (source.To is null || instant < source.To)
        && multiplier.Covers(meter);

    /// <summary>Whether it multiplies the price of a meter in a call.</summary>
    public bool Applies(string meter, in PriceFacts facts) =>
        Covers(meter, facts.Instant) && PriceChoice.AllHold(multiplier.When, in facts);
}
