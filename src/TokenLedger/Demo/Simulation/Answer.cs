using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Simulation;

/// <summary>One server-sent event.</summary>
/// <param name="Name">Its event field; null when the dialect sends none.</param>
/// <param name="Data">Its data.</param>
internal sealed record StreamEvent(string? Name, string Data)
{
    public static StreamEvent Named(string name, JsonNode data) => new(name, Wire.Text(data));

    public static StreamEvent Unnamed(JsonNode data) => new(null, Wire.Text(data));
}

/// <summary>What a dialect answers, before it goes to the wire.</summary>
internal sealed record Answer
{
    public int Status { get; init; } = 200;

    /// <summary>The body of an unstreamed answer.</summary>
    public JsonNode? Body { get; init; }

    /// <summary>The events of a streamed answer.</summary>
    public IReadOnlyList<StreamEvent>? Events { get; init; }

    /// <summary>The event this dialect sends when a stream fails.</summary>
    public StreamEvent? ErrorEvent { get; init; }

    public string? ResponseId { get; init; }

    public SimulatedUsage? Usage { get; init; }
}
