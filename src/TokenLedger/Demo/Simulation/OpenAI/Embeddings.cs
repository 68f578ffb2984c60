using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Simulation.OpenAI;

/// <summary>POST /v1/embeddings: vectors drawn from the request, as floats or base64.</summary>
internal static class Embeddings
{
    public static Answer Answer(SimulatedRequest request)
    {
        JsonElement input = request.Json.Member("input");
        JsonElement[] inputs = input.ValueKind == JsonValueKind.Array ? [.. input.EnumerateArray()] : [input];
        int dimensions = (int)Math.Clamp(request.Json.Number("dimensions") ?? Dimensions(request.Model), 1, 4096);
        bool base64 = request.Json.Text("encoding_format") == "base64";
        SimulatedUsage usage = new(inputs.Sum(text => WordTokens.Count(PromptText.Of(text))));
        JsonObject body = new()
        {
            ["object"] = "list",
            ["data"] = Wire.Array(inputs.Select((_, index) => Item(request, index, dimensions, base64))),
            ["model"] = ModelCatalog.Served(request.Model),
        };
        if (request.Misbehavior.Usage != UsageFault.Missing)
        {
            long tokens = usage.Reported(request.Misbehavior.Usage).Prompt;
            body["usage"] = new JsonObject { ["prompt_tokens"] = tokens, ["total_tokens"] = tokens };
        }

        return new Answer { Body = body, Usage = usage };
    }

    private static int Dimensions(string model) =>
        model.EndsWith("large", StringComparison.Ordinal) ? 3072
        : model.EndsWith("small", StringComparison.Ordinal) ? 1536
        : 256;

    private static JsonObject Item(SimulatedRequest request, int index, int dimensions, bool base64)
    {
        Prose random = new(request.Seed + (ulong)index * 104_729);
        float[] vector = [.. Enumerable.Range(0, dimensions).Select(_ => (random.Next(2001) - 1000) / 16_384f)];
        return new JsonObject
        {
            ["object"] = "embedding",
            ["index"] = index,
            ["embedding"] = base64
                ? Convert.ToBase64String(MemoryMarshal.AsBytes(vector.AsSpan()))
                : Wire.Array(vector.Select(value => (JsonNode)value)),
        };
    }
}
