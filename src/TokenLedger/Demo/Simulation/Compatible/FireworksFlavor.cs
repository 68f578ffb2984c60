using System.Text.Json.Nodes;
using TokenLedger.Demo.Simulation.OpenAI;

namespace TokenLedger.Demo.Simulation.Compatible;

/// <summary>Fireworks: the usage comes with the finish reason, without details of the answer.</summary>
/// <remarks>https://docs.fireworks.ai/api-reference/post-chatcompletions</remarks>
internal sealed class FireworksFlavor : ChatFlavor
{
    public override UsagePlace Place(SimulatedRequest request) => UsagePlace.WithFinish;

    public override JsonObject Usage(SimulatedRequest request, SimulatedUsage usage) =>
        new()
        {
            ["prompt_tokens"] = usage.Prompt,
            ["total_tokens"] = usage.Prompt + usage.Answer,
            ["completion_tokens"] = usage.Answer,
            ["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = usage.CacheRead },
        };
}
