using System.Text.Json.Nodes;
using TokenLedger.Demo.Simulation.OpenAI;

namespace TokenLedger.Demo.Simulation.Compatible;

/// <summary>OpenRouter: its charge stands in the usage, which ends every stream in a chunk of its own.</summary>
/// <remarks>https://openrouter.ai/docs/use-cases/usage-accounting</remarks>
internal sealed class OpenRouterFlavor : ChatFlavor
{
    /// <summary>US dollars for a token of prompt and of answer.</summary>
    private const decimal UsdOfPrompt = 0.0000003m;
    private const decimal UsdOfAnswer = 0.0000025m;

    public override string? ReasoningMember => "reasoning";

    public override UsagePlace Place(SimulatedRequest request) => UsagePlace.OwnChunk;

    public override JsonObject Usage(SimulatedRequest request, SimulatedUsage usage) =>
        new()
        {
            ["prompt_tokens"] = usage.Prompt,
            ["completion_tokens"] = usage.Answer,
            ["total_tokens"] = usage.Prompt + usage.Answer,
            ["cost"] = usage.Prompt * UsdOfPrompt + usage.Answer * UsdOfAnswer,
            ["is_byok"] = false,
            ["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = usage.CacheRead },
            ["cost_details"] = new JsonObject { ["upstream_inference_cost"] = null },
            ["completion_tokens_details"] = new JsonObject { ["reasoning_tokens"] = usage.Reasoning },
        };

    public override void Dress(SimulatedRequest request, JsonObject part) => part["provider"] = "Simulated";
}
