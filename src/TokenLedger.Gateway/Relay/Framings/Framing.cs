using TokenLedger.Gateway.Dialects;

namespace TokenLedger.Gateway.Relay.Framings;

/// <summary>
/// Cuts one byte stream into events without changing it. It remembers how far an unfinished event has been searched, so
/// that every byte is searched once however small the pieces are in which it comes. One instance serves one stream.
/// </summary>
internal abstract class Framing
{
    /// <summary>
    /// Length of the first complete event in <paramref name="bytes"/>, with all that belongs to it, or -1 when it is not
    /// complete: then the next call gives the same bytes with more behind them.
    /// </summary>
    public abstract int EndOfFirst(ReadOnlySpan<byte> bytes);

    /// <summary>Length of an event that only the end of the stream completes, or -1 when the rest is none.</summary>
    public virtual int EndOfLast(ReadOnlySpan<byte> rest) => -1;

    /// <summary>
    /// Name and data of the event that <see cref="EndOfFirst"/> or <see cref="EndOfLast"/> has just found. Both are empty
    /// when it says nothing (a comment, a bracket).
    /// </summary>
    public abstract void Parse(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> data);

    /// <summary>Lets go of bytes at the front of an unfinished event that is too long to be kept whole.</summary>
    public abstract void Forget(int count);

    /// <summary>Whether a stream that ends here ends where its framing allows it to.</summary>
    public virtual bool IsWhole => true;

    /// <summary>Whether something did not follow the framing, so that an event may have gone unread.</summary>
    public bool IsMalformed { get; protected set; }

    /// <summary>Whether no further event can be found: the rest of the stream has no known shape.</summary>
    public bool IsLost { get; private set; }

    /// <summary>The framing of an answer, or null when it is no stream.</summary>
    /// <param name="contentType">The answer's content type, as it came.</param>
    /// <param name="route">The route, where the content type alone does not tell.</param>
    /// <param name="streamed">Whether a stream was asked for.</param>
    public static Framing? Of(string contentType, Route route, bool streamed)
    {
        int semicolon = contentType.IndexOf(';', StringComparison.Ordinal);
        string type = (semicolon < 0 ? contentType : contentType[..semicolon]).Trim().ToLowerInvariant();
        return type switch
        {
            "text/event-stream" => new ServerSentEvents(),
            "application/x-ndjson" or "application/ndjson" or "application/jsonl" => new JsonLines(),
            "application/stream+json" => new JsonLines(), // Cohere v1
            "application/vnd.amazon.eventstream" => new AmazonEventStream(),
            // Gemini without alt=sse streams one long JSON array, typed as any other answer.
            "application/json" when streamed && route.Api == "gemini.generate" => new JsonArray(),
            _ => null,
        };
    }

    /// <summary>Gives up on finding events. Always returns -1.</summary>
    protected int Lose()
    {
        IsMalformed = true;
        IsLost = true;
        return -1;
    }
}
