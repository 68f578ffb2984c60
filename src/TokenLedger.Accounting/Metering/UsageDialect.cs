namespace TokenLedger.Accounting.Metering;

/// <summary>What is known of a dialect before any response of it was read.</summary>
public sealed class UsageDialect
{
    private readonly Func<RequestFacts, UsageReader> create;

    internal UsageDialect(
        string api,
        IReadOnlyList<string> meters,
        string source,
        string missing,
        Func<RequestFacts, UsageReader> create
    )
    {
        Api = api;
        Meters = meters;
        Source = source;
        Missing = missing;
        this.create = create;
    }

    /// <summary>Dialect and operation, as routes and entries name it ("openai.chat").</summary>
    public string Api { get; }

    /// <summary>Every meter its reader can report, by the names of <see cref="Metering.Meters"/>.</summary>
    public IReadOnlyList<string> Meters { get; }

    /// <summary>Where the usage stands, in a body and in a stream; a sentence for documentation.</summary>
    public string Source { get; }

    /// <summary>How an answer without usage is treated; a sentence for documentation.</summary>
    public string Missing { get; }

    /// <summary>A reader for one response.</summary>
    public UsageReader NewReader(RequestFacts facts) => create(facts);
}
