using System.Text.Json.Nodes;
using TokenLedger.Demo.Simulation.OpenAI;

namespace TokenLedger.Demo.Simulation.Compatible;

/// <summary>SambaNova: throughput within the usage, which a stream tells when asked.</summary>
/// <remarks>https://docs.sambanova.ai/cloud/api-reference/endpoints/chat</remarks>
internal sealed class SambaNovaFlavor : ChatFlavor
{
    public override JsonObject Usage(SimulatedRequest request, SimulatedUsage usage) =>
        new()
        {
            ["prompt_tokens"] = usage.Prompt,
            ["completion_tokens"] = usage.Answer,
            ["total_tokens"] = usage.Prompt + usage.Answer,
            ["is_last_response"] = true,
            ["completion_tokens_per_sec"] = 412.7m,
            ["time_to_first_token"] = 0.081m,
            ["start_time"] = request.CreatedAt + 0.25m,
            ["end_time"] = request.CreatedAt + 0.75m,
        };
}
