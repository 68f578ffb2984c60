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
    /// Downloads a file that may hold the results of a batch: costs nothing itself, and each result in it is booked once.
    /// </summary>
    BatchResults,

    /// <summary>May cost something that cannot be seen here: recorded as unpriced, never as nothing.</summary>
    Unmetered,
}

/// <summary>A route of a dialect.</summary>
/// <param name="Api">Dialect and operation, as entries name it ("openai.chat").</param>
/// <param name="Kind">How it is booked.</param>
public sealed record Route(string Api, RouteKind Kind)
{
    /// <summary>The model or deployment that the path names; null when it names none.</summary>
    public string? Model { get; init; }

    /// <summary>Whether the path asks for a stream; null when the body says so.</summary>
    public bool? Streamed { get; init; }

    /// <summary>Facts that choose the price and that the path tells (the region).</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Conditions { get; init; } = [];

    /// <summary>The wire format, where it is not that of the upstream (an OpenAI-compatible route of another dialect).</summary>
    public Dialect? Dialect { get; init; }

    /// <summary>The batch or file whose results are read; null on every other route.</summary>
    public string? Batch { get; init; }

    /// <summary>Whether the results stand inside one JSON document rather than in lines.</summary>
    public bool Inline { get; init; }

    /// <summary>
    /// A path below an upstream that its dialect does not know. What only reads or deletes is taken as free; anything
    /// else may be billed.
    /// </summary>
    public static Route Other(string dialect, string method) =>
        new(
            $"{dialect}.other",
            method is "GET" or "HEAD" or "OPTIONS" or "DELETE" ? RouteKind.Metadata : RouteKind.Unmetered
        );
}
