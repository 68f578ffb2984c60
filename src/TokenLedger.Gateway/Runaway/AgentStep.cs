namespace TokenLedger.Gateway.Runaway;

/// <summary>What a call does that the one before it did not: digests of the end of its conversation.</summary>
/// <param name="Exact">Equal for the same tool calls with the same results, or for the same prompt.</param>
/// <param name="Alike">For prompts without tool calls: bits of which similar ones differ in few; null for others.</param>
internal readonly record struct AgentStep(ulong Exact, ulong? Alike);
