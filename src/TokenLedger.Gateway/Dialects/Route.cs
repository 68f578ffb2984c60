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
}

/// <summary>A route of a dialect that the gateway knows.</summary>
/// <param name="Api">Dialect and operation, as entries name it ("openai.chat").</param>
/// <param name="Kind">How it is booked.</param>
public sealed record Route(string Api, RouteKind Kind);
