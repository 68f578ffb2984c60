namespace TokenLedger.Accounting.Metering;

/// <summary>What a reader needs to know of the request to judge the response.</summary>
/// <param name="Model">The model asked for; null when the request named none.</param>
/// <param name="Streamed">Whether a stream was asked for.</param>
/// <param name="Conditions">
/// Facts known to the gateway that the response may override (the tier asked for, …). What a reader needs of the request
/// itself and no price depends on comes by the names of <see cref="RequestFact"/> and is never part of a report.
/// </param>
public sealed record RequestFacts(string? Model, bool Streamed, IReadOnlyList<KeyValuePair<string, string>> Conditions);

/// <summary>
/// Reads the usage of one response in one dialect, from a JSON body or from stream events. One instance serves one
/// response and is not shared between threads. Readers never throw on a provider's bytes: what cannot be read is
/// missing, and flagged.
/// </summary>
/// <remarks>
/// Stream counters are cumulative in every dialect: the largest value of each field stands, null never erases.
/// </remarks>
public abstract class UsageReader
{
    /// <summary>
    /// Reads the response's headers, once, before the body or the first event. Only some dialects count there
    /// (Bedrock, Fireworks); the others look at none.
    /// </summary>
    /// <param name="header">Gives a header's value by its name, in any case; null when the response has none.</param>
    public virtual void ReadHeaders(Func<string, string?> header) { }

    /// <summary>Reads a whole JSON body with the given HTTP status.</summary>
    public abstract void ReadBody(int status, ReadOnlySpan<byte> json);

    /// <summary>
    /// Reads one stream event. Of a server-sent event, <paramref name="name"/> is the event field (empty when absent)
    /// and <paramref name="data"/> the data field. A line of NDJSON and an element of a streamed JSON array are the data
    /// of an event without a name; an AWS event stream message is named by its <c>:event-type</c> (or
    /// <c>:exception-type</c>) header, its payload the data.
    /// </summary>
    /// <returns>What the event is, so that a relay knows which ones to hold until the call is settled.</returns>
    public abstract StreamEventKind ReadEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data);

    /// <summary>
    /// Whether a stream that ends here, without an event of its own to say so, has arrived whole. Only dialects without
    /// a <see cref="StreamEventKind.Terminal"/> event ever say yes (Gemini, after the last candidate's finish reason).
    /// </summary>
    public virtual bool IsWholeAtEnd => false;

    /// <summary>
    /// The usage as known now. <paramref name="ended"/> says whether the stream or body arrived whole.
    /// Quantities the provider did not report are not in it: <see cref="UnreportedOutput"/> lets the caller estimate.
    /// </summary>
    public abstract UsageReport Report(bool ended);

    /// <summary>
    /// The answer's text as far as it passed, for an estimate when no output count was reported; empty otherwise
    /// and beyond 4 MiB cut. Only collected for streams.
    /// </summary>
    public abstract string UnreportedOutput { get; }

    /// <summary>
    /// Bytes of the answer's text that have passed, as JSON writes it; 0 where none is seen. Cheap: it may be asked after
    /// every event.
    /// </summary>
    public virtual long AnswerBytes => 0;
}

/// <summary>What a stream event means to the relay.</summary>
public enum StreamEventKind
{
    /// <summary>Content or anything else: passes at once.</summary>
    Content,

    /// <summary>A chunk that carries only usage (OpenAI's last chunk with empty choices).</summary>
    Usage,

    /// <summary>The event that tells the client the answer is complete ([DONE], message_stop, response.completed).</summary>
    Terminal,
}
