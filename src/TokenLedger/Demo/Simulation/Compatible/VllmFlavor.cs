using System.Text.Json.Nodes;
using TokenLedger.Demo.Simulation.OpenAI;

namespace TokenLedger.Demo.Simulation.Compatible;

/// <summary>vLLM: usage when asked, and cumulative in every chunk when <c>continuous_usage_stats</c> asks as well.</summary>
/// <remarks>https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html</remarks>
internal sealed class VllmFlavor : ChatFlavor
{
    public override UsagePlace Place(SimulatedRequest request) =>
        request.Json.Member("stream_options").Flag("continuous_usage_stats")
            ? UsagePlace.EveryChunk
            : UsagePlace.WhenAsked;

    public override JsonObject Usage(SimulatedRequest request, SimulatedUsage usage) =>
        new()
        {
            ["prompt_tokens"] = usage.Prompt,
            ["total_tokens"] = usage.Prompt + usage.Answer,
            ["completion_tokens"] = usage.Answer,
            ["prompt_tokens_details"] = null,
        };
}
