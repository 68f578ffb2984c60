namespace TokenLedger.Gateway.Dialects;

/// <summary>How a route is booked.</summary>
public enum RouteKind
{
    /// <summary>A model runs and the provider bills it.</summary>
    Inference,

    /// <summary>A listing, a count, a deletion: recorded, costs nothing.</summary>
    Metadata,

    /// <summary>
    /// Reads an answer made earlier: costs nothing, unless that answer ran in the background and is only now complete.
    /// </summary>
    StoredAnswer,

    /// <summary>
    /// Forwarded although nobody here knows what it costs: recorded as unpriced, with the flag "unmetered_route".
    /// </summary>
    Unmetered,
}

/// <summary>A route of a dialect that the gateway knows.</summary>
/// <param name="Api">Dialect and operation, as entries name it ("openai.chat").</param>
/// <param name="Kind">How it is booked.</param>
public sealed record Route(string Api, RouteKind Kind)
{
    /// <summary>The model that the path names; null when the body names it.</summary>
    public string? Model { get; init; }

    /// <summary>Whether the path asks for a stream; null when the body says so.</summary>
    public bool? Streamed { get; init; }

    /// <summary>Facts that choose the price and that the path tells (the region).</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Conditions { get; init; } = [];

    /// <summary>The wire format, where it is not that of the upstream (an OpenAI-compatible route of another dialect).</summary>
    public Dialect? Dialect { get; init; }
}
