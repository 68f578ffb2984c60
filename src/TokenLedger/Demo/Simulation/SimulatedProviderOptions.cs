using System.Net;

namespace TokenLedger.Demo.Simulation;

/// <summary>How a simulated provider is set up.</summary>
public sealed record SimulatedProviderOptions
{
    /// <summary>Where it listens for HTTP/1.1. Default: a free loopback port.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>Listen for HTTP/2 without TLS as well, on a free loopback port. Default false.</summary>
    public bool Http2 { get; init; }

    /// <summary>
    /// Cache prompts as the providers do. Default true; false makes every answer depend on its request alone.
    /// </summary>
    public bool RemembersPrompts { get; init; } = true;

    /// <summary>Refuse models that are not in the catalogue. Default false.</summary>
    public bool KnownModelsOnly { get; init; }

    /// <summary>Path in front of every route, as OpenAI-compatible providers have one ("/openai"). Default none.</summary>
    public string BasePath { get; init; } = "";
}
