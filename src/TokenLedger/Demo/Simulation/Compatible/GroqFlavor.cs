using System.Text.Json.Nodes;
using TokenLedger.Demo.Simulation.OpenAI;

namespace TokenLedger.Demo.Simulation.Compatible;

/// <summary>Groq: timings within the usage; a stream's last chunk carries the usage below <c>x_groq</c>, asked or not.</summary>
/// <remarks>https://console.groq.com/docs/api-reference</remarks>
internal sealed class GroqFlavor : OpenAIFlavor
{
    public override string? ReasoningMember => "reasoning";

    public override JsonObject Usage(SimulatedRequest request, SimulatedUsage usage)
    {
        JsonObject json = new()
        {
            ["queue_time"] = 0.0125m,
            ["prompt_tokens"] = usage.Prompt,
            ["prompt_time"] = 0.002m,
            ["completion_tokens"] = usage.Answer,
            ["completion_time"] = 0.05m,
            ["total_tokens"] = usage.Prompt + usage.Answer,
            ["total_time"] = 0.052m,
        };
        if (usage.CacheRead > 0)
        {
            json["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = usage.CacheRead };
        }

        if (usage.Reasoning > 0)
        {
            json["completion_tokens_details"] = new JsonObject { ["reasoning_tokens"] = usage.Reasoning };
        }

        return json;
    }

    public override void Finish(SimulatedRequest request, JsonObject part, SimulatedUsage? usage)
    {
        JsonObject own = new() { ["id"] = request.RequestId };
        if (request.Streamed && usage is not null)
        {
            own["usage"] = Usage(request, usage);
        }

        part["x_groq"] = own;
    }
}
