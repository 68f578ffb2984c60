namespace TokenLedger.Accounting.Rates;

/// <summary>An operator's factor, ready to multiply the prices of the rows it is about.</summary>
internal sealed class RowFactor
{
    private static readonly string[] AllMeters = ["*"];

    private readonly RateMultiplier multiplier;

    public RowFactor(RateFactor source)
    {
        Source = source;
        _ = ExactRatio.TryParse(source.Times, out ExactRatio factor);
        multiplier = new(
            Dimension: "",
            [.. source.When.Select(fact => new OneOf(fact.Key, [fact.Value], Negated: false))],
            source.Times,
            factor,
            source.Meters.Count == 0 ? AllMeters : source.Meters
        );
    }

    public RateFactor Source { get; }

    public string Name => Source.Name;

    public string Times => multiplier.Times;

    public ExactRatio Factor => multiplier.Factor;

    public bool IsCommitment => Source.Kind == FactorKind.Commitment;

    /// <summary>What must hold beside meter and time.</summary>
    public IReadOnlyList<RateCondition> When => multiplier.When;

    /// <summary>Whether it is about a row at all.</summary>
    public bool IsAbout(RateRow row) =>
        NamePattern.Matches(Source.Provider, row.Provider) && NamePattern.Matches(Source.Model, row.Model);

    /// <summary>Whether it is about a meter at an instant.</summary>
    public bool Covers(string meter, DateTimeOffset instant) =>
        (Source.From is null || instant >= Source.From)
        && (Source.To is null || instant < Source.To)
        && multiplier.Covers(meter);

    /// <summary>Whether it multiplies the price of a meter in a call.</summary>
    public bool Applies(string meter, in PriceFacts facts) =>
        Covers(meter, facts.Instant) && PriceChoice.AllHold(multiplier.When, in facts);
}
