using System.Text.Json.Nodes;
using TokenLedger.Demo.Simulation.OpenAI;

namespace TokenLedger.Demo.Simulation.Compatible;

/// <summary>Together: cached tokens at the top of the usage, which comes with the finish reason.</summary>
/// <remarks>https://docs.together.ai/reference/chat-completions-1</remarks>
internal sealed class TogetherFlavor : ChatFlavor
{
    public override UsagePlace Place(SimulatedRequest request) => UsagePlace.WithFinish;

    public override JsonObject Usage(SimulatedRequest request, SimulatedUsage usage) =>
        new()
        {
            ["prompt_tokens"] = usage.Prompt,
            ["completion_tokens"] = usage.Answer,
            ["total_tokens"] = usage.Prompt + usage.Answer,
            ["cached_tokens"] = usage.CacheRead,
        };
}
