using System.Text.Json.Nodes;
using TokenLedger.Demo.Simulation.OpenAI;

namespace TokenLedger.Demo.Simulation.Compatible;

/// <summary>DeepSeek: cache hits and misses add up to the prompt; the usage comes with the finish reason.</summary>
/// <remarks>https://api-docs.deepseek.com/api/create-chat-completion</remarks>
internal sealed class DeepSeekFlavor : ChatFlavor
{
    public override string? ReasoningMember => "reasoning_content";

    public override UsagePlace Place(SimulatedRequest request) => UsagePlace.WithFinish;

    public override JsonObject Usage(SimulatedRequest request, SimulatedUsage usage) =>
        new()
        {
            ["prompt_tokens"] = usage.Prompt,
            ["completion_tokens"] = usage.Answer,
            ["total_tokens"] = usage.Prompt + usage.Answer,
            ["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = usage.CacheRead },
            ["completion_tokens_details"] = new JsonObject { ["reasoning_tokens"] = usage.Reasoning },
            ["prompt_cache_hit_tokens"] = usage.CacheRead,
            ["prompt_cache_miss_tokens"] = usage.Prompt - usage.CacheRead,
        };
}
