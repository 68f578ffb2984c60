using System.Text.Json;
using System.Text.Json.Nodes;
using TokenLedger.Demo.Simulation.Gemini;

namespace TokenLedger.Demo.Simulation.Ollama;

/// <summary>POST /api/embed, and the older /api/embeddings, which counts nothing.</summary>
/// <remarks>https://docs.ollama.com/api/embed</remarks>
internal static class OllamaEmbed
{
    private const int Dimensions = 128;

    public static Answer Answer(SimulatedRequest request)
    {
        JsonElement input = request.Json.Member("input");
        JsonElement[] texts = input.ValueKind == JsonValueKind.Array ? [.. input.EnumerateArray()] : [input];
        SimulatedUsage usage = new(texts.Sum(text => WordTokens.Count(PromptText.Of(text))));
        JsonObject body = new()
        {
            ["model"] = request.Model,
            ["embeddings"] = Wire.Array(texts.Select((_, index) => EmbedContent.Vector(request, index, Dimensions))),
            ["total_duration"] = 14_143_917,
            ["load_duration"] = 1_019_500,
        };
        if (request.Misbehavior.Usage is UsageFault.None or UsageFault.Zero)
        {
            body["prompt_eval_count"] = usage.Reported(request.Misbehavior.Usage).Input;
        }

        return new Answer { Body = body, Usage = usage };
    }

    public static Answer Old(SimulatedRequest request) =>
        new()
        {
            Body = new JsonObject { ["embedding"] = EmbedContent.Vector(request, 0, Dimensions) },
            Usage = new SimulatedUsage(WordTokens.Count(request.Json.Text("prompt") ?? "")),
        };
}
