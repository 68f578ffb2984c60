using System.Text.Json.Nodes;
using TokenLedger.Demo.Simulation.OpenAI;

namespace TokenLedger.Demo.Simulation.Gemini;

/// <summary>Gemini's OpenAI-compatible route: thoughts appear only in the total.</summary>
/// <remarks>https://ai.google.dev/gemini-api/docs/openai</remarks>
internal sealed class GeminiCompatibleFlavor : ChatFlavor
{
    public override string Family => "gemini";

    public override JsonObject Usage(SimulatedRequest request, SimulatedUsage usage) =>
        new()
        {
            ["completion_tokens"] = usage.Output,
            ["prompt_tokens"] = usage.Prompt,
            ["total_tokens"] = usage.Prompt + usage.Answer,
        };
}
