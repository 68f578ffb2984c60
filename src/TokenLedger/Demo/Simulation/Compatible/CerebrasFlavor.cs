using System.Text.Json.Nodes;
using TokenLedger.Demo.Simulation.OpenAI;

namespace TokenLedger.Demo.Simulation.Compatible;

/// <summary>Cerebras: usage and timings come with the finish reason.</summary>
/// <remarks>https://inference-docs.cerebras.ai/api-reference/chat-completions</remarks>
internal sealed class CerebrasFlavor : ChatFlavor
{
    public override string? ReasoningMember => "reasoning";

    public override UsagePlace Place(SimulatedRequest request) => UsagePlace.WithFinish;

    public override void Finish(SimulatedRequest request, JsonObject part, SimulatedUsage? usage) =>
        part["time_info"] = new JsonObject
        {
            ["queue_time"] = 0.00012m,
            ["prompt_time"] = 0.0021m,
            ["completion_time"] = 0.0154m,
            ["total_time"] = 0.0189m,
            ["created"] = request.CreatedAt,
        };
}
