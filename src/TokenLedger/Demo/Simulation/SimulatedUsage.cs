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
    /// <summary>The whole prompt.</summary>
    public long Prompt => Input + CacheRead + CacheWrite5m + CacheWrite1h;

    /// <summary>The whole answer.</summary>
    public long Answer => Output + Reasoning;

    internal SimulatedUsage Reported(UsageFault fault) => fault == UsageFault.Zero ? new SimulatedUsage(0) : this;
}
