using System.Text.Json.Nodes;
using TokenLedger.Demo.Simulation.Framing;

namespace TokenLedger.Demo.Simulation;

/// <summary>One event of a stream, before it is framed.</summary>
/// <param name="Name">Its name; null when the dialect sends none.</param>
/// <param name="Data">Its data.</param>
/// <param name="IsException">Whether it tells of a failure (only AWS marks such events).</param>
internal sealed record StreamEvent(string? Name, string Data, bool IsException = false)
{
    public static StreamEvent Named(string name, JsonNode data) => new(name, Wire.Text(data));

    public static StreamEvent Unnamed(JsonNode data) => new(null, Wire.Text(data));

    /// <summary>The same event with a member nobody knows, when its data is an object.</summary>
    public StreamEvent WithUnknownMember() =>
        Data.StartsWith('{') ? this with { Data = "{\"x_future\":{\"a\":[1,2]}," + Data[1..] } : this;
}

/// <summary>What a dialect answers, before it goes to the wire.</summary>
internal sealed record Answer
{
    public int Status { get; init; } = 200;

    /// <summary>The body of an unstreamed answer in JSON.</summary>
    public JsonNode? Body { get; init; }

    /// <summary>The body of an unstreamed answer that is not JSON: audio, a file.</summary>
    public byte[]? Content { get; init; }

    /// <summary>The content type; null for JSON, or for what the framing says.</summary>
    public string? ContentType { get; init; }

    /// <summary>Response headers of this answer alone.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The events of a streamed answer.</summary>
    public IReadOnlyList<StreamEvent>? Events { get; init; }

    /// <summary>How the events go over the wire.</summary>
    public StreamFraming Framing { get; init; } = StreamFraming.ServerSent;

    /// <summary>The event this dialect sends when a stream fails.</summary>
    public StreamEvent? ErrorEvent { get; init; }

    public string? ResponseId { get; init; }

    public SimulatedUsage? Usage { get; init; }

    /// <summary>The answers within a batch's results; empty for anything else.</summary>
    public IReadOnlyList<BatchedAnswer> Batched { get; init; } = [];

    /// <summary>The unstreamed body as bytes.</summary>
    public byte[] Bytes => Content ?? Wire.Bytes(Body!);
}

/// <summary>One answer within the results of a batch.</summary>
/// <param name="ResponseId">Its response id.</param>
/// <param name="Usage">What it used.</param>
public sealed record BatchedAnswer(string ResponseId, SimulatedUsage Usage);
