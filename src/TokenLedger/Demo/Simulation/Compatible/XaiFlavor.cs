using System.Text.Json.Nodes;
using TokenLedger.Demo.Simulation.OpenAI;

namespace TokenLedger.Demo.Simulation.Compatible;

/// <summary>
/// xAI: reasoning stands beside the completion tokens, so the total has three parts; the cost is told in ticks of
/// 1e-10 USD.
/// </summary>
/// <remarks>https://docs.x.ai/docs/api-reference</remarks>
internal sealed class XaiFlavor : ChatFlavor
{
    /// <summary>Ticks for a token of prompt and of answer: 0.20 and 0.50 USD for a million.</summary>
    private const long TicksOfPrompt = 2_000;
    private const long TicksOfAnswer = 5_000;

    public override string? ReasoningMember => "reasoning_content";

    public override UsagePlace Place(SimulatedRequest request) => UsagePlace.WithFinish;

    public override JsonObject Usage(SimulatedRequest request, SimulatedUsage usage) =>
        new()
        {
            ["prompt_tokens"] = usage.Prompt,
            ["completion_tokens"] = usage.Output,
            ["total_tokens"] = usage.Prompt + usage.Output + usage.Reasoning,
            ["prompt_tokens_details"] = new JsonObject
            {
                ["text_tokens"] = usage.Prompt,
                ["audio_tokens"] = 0,
                ["image_tokens"] = 0,
                ["cached_tokens"] = usage.CacheRead,
            },
            ["completion_tokens_details"] = new JsonObject
            {
                ["reasoning_tokens"] = usage.Reasoning,
                ["audio_tokens"] = 0,
                ["accepted_prediction_tokens"] = 0,
                ["rejected_prediction_tokens"] = 0,
            },
            ["num_sources_used"] = 0,
            ["cost_in_usd_ticks"] = usage.Prompt * TicksOfPrompt + usage.Answer * TicksOfAnswer,
        };
}
