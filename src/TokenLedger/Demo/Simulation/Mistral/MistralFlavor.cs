using System.Text.Json.Nodes;
using TokenLedger.Demo.Simulation.OpenAI;

namespace TokenLedger.Demo.Simulation.Mistral;

/// <summary>Mistral: the usage always comes with the finish reason.</summary>
/// <remarks>https://docs.mistral.ai/api/</remarks>
internal sealed class MistralFlavor : ChatFlavor
{
    public override string Family => "mistral";

    public override UsagePlace Place(SimulatedRequest request) => UsagePlace.WithFinish;

    public override JsonObject Usage(SimulatedRequest request, SimulatedUsage usage)
    {
        JsonObject json = new()
        {
            ["prompt_tokens"] = usage.Prompt,
            ["total_tokens"] = usage.Prompt + usage.Answer,
            ["completion_tokens"] = usage.Answer,
        };
        if (usage.CacheRead > 0)
        {
            json["num_cached_tokens"] = usage.CacheRead;
            json["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = usage.CacheRead };
        }

        return json;
    }
}
