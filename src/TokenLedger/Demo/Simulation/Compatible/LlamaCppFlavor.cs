using System.Text.Json.Nodes;
using TokenLedger.Demo.Simulation.OpenAI;

namespace TokenLedger.Demo.Simulation.Compatible;

/// <summary>llama.cpp's server: bare token counts, and timings that tell what came from its cache.</summary>
/// <remarks>https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md</remarks>
internal sealed class LlamaCppFlavor : ChatFlavor
{
    public override JsonObject Usage(SimulatedRequest request, SimulatedUsage usage) =>
        new()
        {
            ["completion_tokens"] = usage.Answer,
            ["prompt_tokens"] = usage.Prompt,
            ["total_tokens"] = usage.Prompt + usage.Answer,
        };

    public override void Finish(SimulatedRequest request, JsonObject part, SimulatedUsage? usage)
    {
        if (usage is null)
        {
            return;
        }

        part["timings"] = new JsonObject
        {
            ["cache_n"] = usage.CacheRead,
            ["prompt_n"] = usage.Prompt - usage.CacheRead,
            ["prompt_ms"] = 30.958m,
            ["predicted_n"] = usage.Answer,
            ["predicted_ms"] = 661.064m,
        };
    }
}
