namespace TokenLedger.Accounting.Metering;

/// <summary>What is known of a dialect before any response of it was read.</summary>
/// <param name="Api">Dialect and operation, as routes and entries name it ("openai.chat").</param>
/// <param name="Meters">Every meter its reader can report.</param>
/// <param name="Source">Where the usage stands, in a body and in a stream.</param>
/// <param name="Missing">How an answer without usage is treated.</param>
public sealed record UsageDialect(string Api, IReadOnlyList<string> Meters, string Source, string Missing)
{
    /// <summary>Makes a reader for one response.</summary>
    internal required Func<RequestFacts, UsageReader> Create { get; init; }
}
