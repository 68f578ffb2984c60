namespace TokenLedger.Accounting.Metering.Reading;

/// <summary>
/// What all readers share: the facts gathered while an answer passes, and the one way they become a report. A dialect
/// says where its counters stand and when its answer is over.
/// </summary>
internal abstract class AnswerReader(RequestFacts request) : UsageReader
{
    /// <summary>What the gateway knows of the request.</summary>
    protected RequestFacts Request { get; } = request;

    /// <summary>What the response says of itself.</summary>
    protected ServedFacts Served { get; } = new(request);

    /// <summary>The provider's usage objects as they came.</summary>
    protected RawUsage Raw { get; } = new();

    /// <summary>The text of a streamed answer, for an estimate.</summary>
    protected AnswerText Answer { get; } = new();

    /// <summary>Whether events came rather than a body.</summary>
    protected bool Streamed { get; set; }

    /// <summary>Whether the provider reported an error inside the answer.</summary>
    protected bool Failed { get; set; }

    /// <summary>Whether the HTTP status was an error.</summary>
    protected bool Refused { get; set; }

    /// <summary>Whether a body was not the JSON it should be: what was read of it may not be all.</summary>
    protected bool Malformed { get; set; }

    /// <inheritdoc/>
    public override string UnreportedOutput => OutputIsReported ? "" : Answer.ToString();

    /// <inheritdoc/>
    public override long AnswerBytes => Answer.Seen;

    /// <summary>Whether the provider counted the answer, so that nothing needs estimating.</summary>
    protected abstract bool OutputIsReported { get; }

    /// <summary>An answer without usage that is not billed: nothing was generated, or the provider says it is free.</summary>
    protected virtual bool IsUnbilled => Refused || (Failed && Answer.IsEmpty);

    /// <inheritdoc/>
    public sealed override UsageReport Report(bool ended)
    {
        QuantityList quantities = default;
        UsageFigures figures = Figures(ref quantities);
        UsageSource source =
            !figures.Reported ? (IsUnbilled ? UsageSource.None : UsageSource.Estimated)
            : figures.Whole && !Malformed && CountersAreFinal(ended) ? UsageSource.Provider
            : UsageSource.ProviderPartial;
        Flags flags = default;
        flags.Add(Flags.Inconsistent, figures.Inconsistent || (Malformed && !Refused));
        flags.Add(Flags.StreamError, Streamed && Failed);
        flags.Add(Flags.StreamTruncated, Streamed && source != UsageSource.None && !HasEnded(ended));
        flags.Add(Flags.UsageMissing, source == UsageSource.Estimated);
        AddFlags(ref flags, source);
        return new UsageReport
        {
            Source = source,
            Quantities = source == UsageSource.None ? [] : quantities.ToArray(),
            ServedModel = Served.Model,
            ResponseId = Served.Id,
            Conditions = Served.Conditions(),
            ContextTokens = figures.ContextTokens,
            Flags = flags.ToArray(),
            RawUsage = Raw.Text,
            ToolsCalled = ToolsCalled,
            EveryPartReported = figures.Whole,
            ProviderCostUsd = figures.Cost.Usd,
            CostBasis = figures.Cost.Basis,
        };
    }

    /// <summary>Adds the quantities and says how far they are known.</summary>
    protected abstract UsageFigures Figures(ref QuantityList quantities);

    /// <summary>Whether the answer came to its own end.</summary>
    protected abstract bool HasEnded(bool ended);

    /// <summary>Whether the counters cannot change any more; a dialect may know before its answer ends.</summary>
    protected virtual bool CountersAreFinal(bool ended) => HasEnded(ended);

    /// <summary>Adds a dialect's own flags.</summary>
    protected virtual void AddFlags(ref Flags flags, UsageSource source) { }

    /// <summary>Tools the model asked for.</summary>
    protected virtual IReadOnlyList<string> ToolsCalled => Served.Tools;
}
