namespace TokenLedger.Demo.Simulation;

/// <summary>
/// What one answer used, in tokens, as this provider counts. The meters are disjoint; the dialects put them together
/// as their documentation says (OpenAI: cached within the prompt; Anthropic: beside it).
/// </summary>
/// <param name="Input">Fresh prompt tokens.</param>
/// <param name="CacheRead">Prompt tokens read from the cache.</param>
/// <param name="CacheWrite5m">Prompt tokens written to the five-minute cache.</param>
/// <param name="CacheWrite1h">Prompt tokens written to the one-hour cache.</param>
/// <param name="Output">Visible answer tokens.</param>
/// <param name="Reasoning">Reasoning tokens.</param>
public sealed record SimulatedUsage(
    long Input,
    long CacheRead = 0,
    long CacheWrite5m = 0,
    long CacheWrite1h = 0,
    long Output = 0,
    long Reasoning = 0
)
{
    /// <summary>Audio prompt tokens.</summary>
    public long InputAudio { get; init; }

    /// <summary>Image prompt tokens.</summary>
    public long InputImage { get; init; }

    /// <summary>Prompt tokens that the provider's own tools put in (Gemini).</summary>
    public long ToolUse { get; init; }

    /// <summary>Image tokens of the answer.</summary>
    public long OutputImage { get; init; }

    /// <summary>Citation tokens (Perplexity).</summary>
    public long Citations { get; init; }

    /// <summary>Web searches that are charged.</summary>
    public long Searches { get; init; }

    /// <summary>Rerank search units, one for up to 100 documents.</summary>
    public long RerankUnits { get; init; }

    /// <summary>Requests that carry a fee of their own (Perplexity).</summary>
    public long Requests { get; init; }

    /// <summary>Pages read without annotation.</summary>
    public long Pages { get; init; }

    /// <summary>Pages read with annotation.</summary>
    public long AnnotatedPages { get; init; }

    /// <summary>Seconds of audio heard.</summary>
    public long AudioSeconds { get; init; }

    /// <summary>Pictures made, where pictures are the unit.</summary>
    public long Images { get; init; }

    /// <summary>Characters spoken.</summary>
    public long Characters { get; init; }

    /// <summary>The whole prompt.</summary>
    public long Prompt => Input + CacheRead + CacheWrite5m + CacheWrite1h + InputAudio + InputImage;

    /// <summary>The whole answer.</summary>
    public long Answer => Output + Reasoning + OutputImage;

    internal SimulatedUsage Reported(UsageFault fault) => fault == UsageFault.Zero ? new SimulatedUsage(0) : this;
}
